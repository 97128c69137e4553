create table orders (id integer not null, place text not null) partition by list (place);
create table orders_north partition of orders for values in ('north');
create unique index one_each on orders (place, id) with (fillfactor = 80);
create table letters (id integer, place text, foreign key (place, id) references orders (place, id));
