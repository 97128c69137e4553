create table "Log" (at date not null, kind text, size int check (size > 0)) partition by range (at, kind);
create table log_1 partition of "Log" for values from ('2020-01-01', 'a') to ('2021-01-01', 'a');
create table log_rest partition of "Log" default;
create table "log%2" partition of "Log" for values from ('2022-01-01', 'a') to ('2023-01-01', 'b');
create index log_kind on "Log" (kind);
create table parts (id int not null, v text) partition by hash (id);
create table parts_1 partition of parts for values with (modulus 2, remainder 0);
create table parts_2 partition of parts for values with (modulus 2, remainder 1);
