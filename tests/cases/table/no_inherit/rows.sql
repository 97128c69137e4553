insert into login values (1, 'a', '10.0.0.1');
