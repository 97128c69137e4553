create table sales (id int primary key, shop text, price int);
create materialized view totals with (autovacuum_enabled = false, fillfactor = 70) as
  select shop, sum(price) as total from sales group by shop;
create unique index totals_shop on totals (shop);
create index on totals (lower(shop) desc, total) where total > 3;
comment on materialized view totals is 'by shop';
comment on column totals.total is 'in cents';
alter materialized view totals owner to app_owner;
grant select on totals to app_reader;
grant select (shop) on totals to app_writer;
