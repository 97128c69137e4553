insert into t (c, a) values (1, 2);
