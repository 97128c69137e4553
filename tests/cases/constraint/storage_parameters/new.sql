create table t (id int, a int, constraint t_pkey primary key (id) with (fillfactor = 60), constraint once unique (a) include (id) with (fillfactor = 50));
