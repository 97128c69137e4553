create table t (id int primary key);
create view data as select id from t;
create view on_top as select id from data;
grant select on data to app_reader;
