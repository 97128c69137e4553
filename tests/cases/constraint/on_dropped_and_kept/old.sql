create table t (a int, b int, c int, constraint abc check (a + b + c > 0), unique (a, b), foreign key (a) references t (c), unique (c));
