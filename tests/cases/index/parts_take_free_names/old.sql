create table logs (id integer, day date) partition by list (id);
create table logs_1 partition of logs for values in (1);
create table logs_3 partition of logs for values in (3);
create index by_id on logs (id);
create index by_day on logs (day);
create table free (day date);
create index old_days on free (day desc);
