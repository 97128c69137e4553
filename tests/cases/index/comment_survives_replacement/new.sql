create table t (a int, b int);
create index t_a on t (b);
comment on index t_a is 'kept';
