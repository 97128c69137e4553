create table p (id int, a int, constraint once unique (id) with (fillfactor = 80)) partition by list (id);
create table p_1 partition of p for values in (1);
create index p_a on p (a);
