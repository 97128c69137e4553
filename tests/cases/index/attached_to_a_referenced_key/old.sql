create table orders (id integer not null, place text not null) partition by list (place);
create table orders_north partition of orders for values in ('north');
create unique index one_each on only orders (place, id);
alter table orders_north add constraint north_pkey primary key (place, id);
alter index one_each attach partition north_pkey;
create table letters (id integer, place text, foreign key (place, id) references orders (place, id));
