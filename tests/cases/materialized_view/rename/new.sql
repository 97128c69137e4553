create table sales (id int primary key, shop text);
create materialized view b as select id, shop from sales;
create index shops on b (shop);
create view v as select id from b;
