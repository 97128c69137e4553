create schema sales;
create table sales.invoices (id int primary key, paid boolean default false);
create index on sales.invoices (paid);
