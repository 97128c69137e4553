insert into f (id, d) values (1, 'x');
