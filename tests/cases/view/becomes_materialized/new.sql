create table t (id int primary key);
create materialized view data as select id from t;
create unique index on data (id);
create view on_top as select id from data;
grant select on data to app_reader;
