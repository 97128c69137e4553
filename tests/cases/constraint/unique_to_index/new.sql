create table t (a int, b int);
create unique index t_a on t (a);
