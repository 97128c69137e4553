create table logs (id bigint generated always as identity, at date not null) partition by range (at);
create table logs_2024 partition of logs for values from ('2024-01-01') to ('2025-01-01');
