create table log (at date not null, kind text, size int constraint sized check (size > 0)) partition by range (at);
create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
create table log_2 partition of log for values from ('2021-01-01') to ('2022-01-01');
alter table log_2 add constraint own check (kind <> '');
create index log_kind on log (kind);
