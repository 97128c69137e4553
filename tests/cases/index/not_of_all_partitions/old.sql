create table orders (id int, place text, note text) partition by list (place);
create table orders_north partition of orders for values in ('north');
create table orders_south partition of orders for values in ('south');
