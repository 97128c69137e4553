create table logs (id integer, day date) partition by list (id);
create table logs_1 partition of logs for values in (1);
create table logs_2 partition of logs for values in (2);
create index by_day on logs (day);
alter index logs_2_day_idx rename to days;
alter index logs_1_day_idx rename to other_days;
