create schema app;
create table t (id int primary key);
create view old_name as select id from t;
create view on_top as select id from old_name;
grant select on old_name to app_reader;
