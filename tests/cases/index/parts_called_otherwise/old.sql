create table visits (id integer not null, place text not null, day date) partition by list (place);
create table visits_north partition of visits for values in ('north');
create table visits_south partition of visits for values in ('south') partition by range (id);
create table visits_south_1 partition of visits_south for values from (0) to (100);
alter table visits add constraint one_visit unique (place, id);
create index by_day on visits (day);
