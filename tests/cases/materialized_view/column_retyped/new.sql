create table sales (id int primary key, shop text, price bigint);
create materialized view a as select id, price from sales;
create unique index a_id on a (id);
create materialized view b as select sum(price) as total from a;
grant select on b to app_reader;
