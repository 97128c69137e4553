create table sales (id int primary key, shop text);
create materialized view a as select shop from sales with no data;
create materialized view b as select shop from sales;
create index on b (shop);
create materialized view c as select shop from b with no data;
