create table sales (id int primary key, shop text);
create materialized view a with (fillfactor = 50) as select id, shop from sales;
comment on column a.shop is 'y';
alter materialized view a owner to app_owner;
create unique index a_id on a (id) include (shop);
grant select on a to app_reader;
