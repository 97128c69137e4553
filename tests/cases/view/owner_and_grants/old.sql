create table t (id int primary key, name text);
create view v as select id, name from t;
alter view v owner to app_owner;
grant select, delete on v to app_reader;
