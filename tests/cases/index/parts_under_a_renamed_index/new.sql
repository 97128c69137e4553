create table logs (id integer, day date) partition by list (id);
create table logs_1 partition of logs for values in (1);
create index on_day on logs (day);
alter index logs_1_day_idx rename to days_of_1;
