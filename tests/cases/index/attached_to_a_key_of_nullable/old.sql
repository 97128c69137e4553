create table parcels (id integer, place text, weight integer not null) partition by list (place);
create table parcels_north partition of parcels for values in ('north');
create unique index once_each on only parcels (place, id);
alter table parcels_north add constraint north_pkey primary key (place, id);
alter index once_each attach partition north_pkey;
