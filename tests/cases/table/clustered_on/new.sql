create table orders (id int constraint orders_key primary key, at date);
create index orders_at on orders (at);
alter table orders cluster on orders_at;
create table visits (id int primary key);
create table "Guests" (id int, constraint "Key" primary key (id));
alter table "Guests" cluster on "Key";
