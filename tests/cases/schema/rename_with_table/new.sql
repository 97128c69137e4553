create schema trade;
create table trade.invoices (id int primary key, paid boolean default false);
create index on trade.invoices (paid);
