create table orders (id integer, place text, note text) partition by list (place);
create table orders_north partition of orders (constraint north_pkey primary key (place, id)) for values in ('north');
create table orders_south partition of orders (constraint south_pkey primary key (place, id)) for values in ('south');
