insert into calls values (1, 'b'), (2, 'a');
