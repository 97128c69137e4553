create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table events (id int not null, at date default '2026-01-01', label text check (label <> '')) partition by range (at);
create table events_new partition of events for values from ('2026-01-01') to ('2027-01-01');
create foreign table "events of 2025" partition of events (check (id > 7)) for values from ('2025-01-01') to ('2026-01-01') server far options (path '/2025');
create foreign table events_rest partition of events default server far;
comment on foreign table events_rest is 'away';
alter foreign table events_rest owner to app_owner;
grant select on events_rest to app_reader;
