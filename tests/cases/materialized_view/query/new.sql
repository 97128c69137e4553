create table sales (id int primary key, shop text, price int);
create materialized view totals as select shop, sum(price) as total, count(*) as n from sales where price > 0 group by shop;
create unique index totals_shop on totals (shop);
create index totals_total on totals (total);
create view best as select shop from totals where total > 100;
comment on materialized view totals is 'by shop';
alter materialized view totals owner to app_owner;
grant select on totals to app_reader;
