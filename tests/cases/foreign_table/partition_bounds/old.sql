create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table events (id int, at date) partition by range (at);
create foreign table e1 partition of events for values from ('2025-01-01') to ('2026-01-01') server far options (path '/a');
create foreign table e2 partition of events for values from ('2026-01-01') to ('2027-01-01') server far;
create foreign table leaves partition of events for values from ('2028-01-01') to ('2029-01-01') server far;
create foreign table joins (id int, at date) server far;
create foreign table gone partition of events default server far;
