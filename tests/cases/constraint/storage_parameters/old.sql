create table t (id int, a int, constraint t_pkey primary key (id) with (fillfactor = 80, deduplicate_items = off), constraint once unique (a) include (id));
