create table logs (id integer, day date) partition by list (id);
create table logs_1 partition of logs for values in (1);
create index by_id on logs (id);
create index by_day on logs (day);
alter index logs_1_id_idx rename to old_days;
alter index logs_1_day_idx rename to logs_3_day_idx;
create table free (day date);
create index logs_1_id_idx on free (day);
