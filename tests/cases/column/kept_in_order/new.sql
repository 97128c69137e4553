create table t (c int, a int, d int);
