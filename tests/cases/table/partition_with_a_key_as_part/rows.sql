insert into letters values (1, 'south'), (2, 'south');
