create table sales (id int primary key, shop text);
create materialized view a as select shop from sales;
create materialized view b as select shop from sales with no data;
create index on b (shop);
