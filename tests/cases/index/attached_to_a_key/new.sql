create table orders (id integer not null, place text not null) partition by list (place);
create table orders_north partition of orders for values in ('north');
