create foreign data wrapper plain;
create server far foreign data wrapper plain;
create function touched() returns trigger language plpgsql as 'begin return new; end';
create table events (id int, at date default '2026-01-01', label text) partition by range (at);
create trigger touch before insert on events for each row execute function touched();
create foreign table e1 partition of events for values from ('2025-01-01') to ('2026-01-01') server far;
alter foreign table e1 alter id options (column_name 'number', new '1'), alter label set default 'y';
alter foreign table e1 alter at options (column_name 'when');
