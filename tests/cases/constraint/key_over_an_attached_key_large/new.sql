create table visits (id integer not null, place text not null) partition by list (place);
create table visits_north partition of visits for values in ('north');
alter table visits add constraint one_visit unique (place, id);
