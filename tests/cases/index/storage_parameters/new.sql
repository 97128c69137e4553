create table t (a int);
create index t_a on t (a) with (fillfactor = 80, deduplicate_items = off);
