insert into child values (5, 'x');
