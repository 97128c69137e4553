create table parcels (id integer, place text, weight integer not null) partition by list (place);
create table parcels_north partition of parcels for values in ('north');
