create table orders (id bigint primary key, buyer text not null, total numeric(10,2), note text);
create unlogged table dummy (x int);
create table items (order_id bigint, line int, primary key (order_id, line));
create schema billing;
create table billing.invoices (id int primary key);
create publication feed for table items, orders;
