create table t (a int, b int, c int);
create index t_a on t (a);
create unique index t_b on t (b) include (c);
