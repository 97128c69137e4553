create foreign data wrapper plain;
create server far foreign data wrapper plain;
create table events (id bigint, at date, label varchar(10) default 'x') partition by range (at);
create table e1 partition of events for values from ('2025-01-01') to ('2027-01-01');
create foreign table e2 partition of events for values from ('2027-01-01') to ('2028-01-01') server far;
