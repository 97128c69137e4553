create table a (id int);
create table b (id int);
revoke all on b from app_reader, app_writer;
grant select on b to app_reader;
create type mood as enum ('x');
grant usage on type mood to public;
create table c (id int);
create domain d as int;
