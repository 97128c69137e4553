create table sales (id int primary key, shop text);
create materialized view a as select id, shop from sales;
create index shops on a (shop);
create view v as select id from a;
