create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table events (id int, at date, gone text) partition by range (at);
create foreign table e1 partition of events for values from ('2025-01-01') to ('2026-01-01') server far;
create table e2 partition of events for values from ('2026-01-01') to ('2027-01-01');
