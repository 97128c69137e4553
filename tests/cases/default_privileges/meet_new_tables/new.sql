alter default privileges for role app_owner in schema public grant select on tables to app_reader;
create table a (id int);
set role app_owner;
create table b (id int);
revoke all on b from app_reader;
create table c (id int);
reset role;
