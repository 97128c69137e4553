insert into docs (id, body) values (1, 'x');
