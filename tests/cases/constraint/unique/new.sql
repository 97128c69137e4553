create table t (a int, b int, unique (a, b), constraint bee unique (b));
