create table t (a int, b text);
create index t_a on t (a, b);
create unique index t_b on t (b);
