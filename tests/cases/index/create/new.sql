create table t (a int, b text, c int[]);
create index t_a on t (a desc, b);
create unique index t_b on t (b) include (a);
create index t_c on t using gin (c);
create index on t using hash (a);
create index on t using brin (a);
