create table visits (id integer not null, place text not null) partition by list (place);
create table visits_north partition of visits for values in ('north');
create unique index one_visit on visits (place, id);
alter table visits_north add constraint each_once unique using index visits_north_place_id_idx;
