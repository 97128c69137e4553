create table t (id int not null, a int, constraint t_pkey primary key (id) with (fillfactor = 60), constraint once unique nulls not distinct (a) with (fillfactor = 50) deferrable);
create table u (id int primary key with (fillfactor = 90), r tsrange, constraint apart exclude using gist (r with &&) with (fillfactor = 70));
create table p (id int, unique (id) with (fillfactor = 40)) partition by list (id);
create table p_1 partition of p for values in (1);
