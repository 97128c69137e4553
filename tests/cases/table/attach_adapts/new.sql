create table log (id bigint primary key, note text default $$n$$) partition by range (id);
create table log_a partition of log for values from (0) to (100);
