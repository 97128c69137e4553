create table t (a int, b text);
create index t_a on t (upper(b), (a + 1) desc nulls last, (b || ':%'));
