create type status as enum ('new', 'paid');
create table orders (id int primary key, status status default 'paid' check (status <> 'new'));
create index orders_paid on orders (id) where status = 'paid';
