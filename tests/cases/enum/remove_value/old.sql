create type status as enum ('new', 'paid', 'lost');
create table orders (id int primary key, status status not null default 'new', history status[] default '{new,paid}');
create index orders_status on orders (status) where status = 'paid';
comment on column orders.status is 'where it stands';
