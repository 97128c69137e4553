insert into t (a, c) values (1, 3);
