create table t (c int, b int, a int);
