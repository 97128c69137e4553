insert into ref values (5); insert into p values (5, 1, 'x');
