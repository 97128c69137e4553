create table t (a int primary key, b int constraint b_ok check (b > 0), c int unique);
