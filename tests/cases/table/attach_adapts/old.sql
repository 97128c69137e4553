create table log (id bigint primary key, note text default $$n$$) partition by range (id);
create table log_a (id int, note text, extra int);
