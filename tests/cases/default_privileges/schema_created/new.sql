create schema s;
alter default privileges for role app_owner in schema s grant all on tables to app_admin;
create table s.t (id int);
