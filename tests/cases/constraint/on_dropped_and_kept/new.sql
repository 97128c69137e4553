create table t (a int, c int, unique (c));
