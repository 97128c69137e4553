create type status as enum ('new', 'paid');
alter type status owner to app_owner;
comment on type status is 'of an order';
revoke usage on type status from public;
grant usage on type status to app_reader;
create table orders (id int primary key, status status default 'new', constraint no_loss check (status <> 'new'), unique (status, id));
alter table orders enable row level security;
create policy paid_ones on orders for select using (status = 'paid');
