create table t (a int, b int, constraint it unique (a));
