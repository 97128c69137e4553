create table t (a int, b text, c int[]);
