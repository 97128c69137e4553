create schema app;
create table t (id int primary key);
create view app.new_name as select id from t;
create view on_top as select id from app.new_name;
grant select on app.new_name to app_reader;
