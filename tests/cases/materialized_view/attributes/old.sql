create table sales (id int primary key, shop text);
create materialized view a as select id, shop from sales;
comment on column a.id is 'x';
comment on materialized view a is 'one';
create index on a (shop);
