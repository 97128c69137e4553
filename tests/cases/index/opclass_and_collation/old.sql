create table t (a text, b text);
create index t_a on t (a);
