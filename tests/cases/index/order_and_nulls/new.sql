create table t (a int, b int);
create index t_a on t (a desc nulls last, b nulls first);
