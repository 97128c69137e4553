create table orders (id int constraint orders_key primary key, at date);
create index orders_at on orders (at);
create table visits (id int primary key);
alter table visits cluster on visits_pkey;
