alter default privileges for role app_owner in schema public grant select on tables to app_reader;
create table a (id int);
