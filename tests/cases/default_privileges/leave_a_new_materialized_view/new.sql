create table t (id int);
set role app_owner;
create materialized view v as select 1 as one;
reset role;
alter default privileges for role app_owner in schema public grant select on tables to app_reader;
