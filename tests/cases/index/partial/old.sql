create table t (a int, b text);
create index t_a on t (a) where b = 'x';
