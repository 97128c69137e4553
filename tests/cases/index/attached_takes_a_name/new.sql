create table orders (id integer, place text) partition by list (place);
create table orders_north partition of orders for values in ('north');
create table orders_south partition of orders for values in ('south');
create index by_id on only orders (id);
create index north_by_id on orders_north (id);
