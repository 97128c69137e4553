create table log (at date not null, kind text, size int) partition by range (at);
create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
create table log_2 partition of log for values from ('2021-01-01') to ('2022-01-01') partition by list (kind);
create table log_2a partition of log_2 for values in ('a');
create table log_2b partition of log_2 default;
create index changed on log (size desc) where kind is not null;
create unique index log_unique on log (at, kind);
create index of_words on log (lower(kind));
