create table logs (id int not null, day date, what text) partition by range (id);
create table logs_1 partition of logs for values from (0) to (100) partition by list (what);
create table logs_1_a partition of logs_1 for values in ('a');
create table logs_2 partition of logs for values from (100) to (200);
alter table logs_1 alter day set default '2026-01-01';
alter table logs_1 alter day set not null;
