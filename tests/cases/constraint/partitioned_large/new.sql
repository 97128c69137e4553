create table kinds (name text primary key);
create table log (at date not null, kind text, size int) partition by range (at);
create table log_1 partition of log for values from ('2020-01-01') to ('2021-01-01');
create table log_2 partition of log for values from ('2021-01-01') to ('2022-01-01') partition by list (kind);
create table log_2a partition of log_2 for values in ('a');
alter table log add constraint log_pkey primary key (at, kind);
alter table log add constraint sizes unique (at, kind, size);
alter table log add constraint of_kind foreign key (kind) references kinds;
alter table log add constraint positive check (size > 0);
