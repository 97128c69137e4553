create schema sales;
create table sales.invoices (id int primary key);
