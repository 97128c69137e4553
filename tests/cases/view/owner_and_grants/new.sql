create table t (id int primary key, name text);
create view v as select id, name from t;
alter view v owner to app_writer;
grant select (name) on v to app_reader;
grant all on v to public;
