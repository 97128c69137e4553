create sequence s as smallint;
create table a(x int default nextval('s'));
create table b(y bigint default nextval('s'));
alter sequence s owned by a.x;
grant usage on sequence s to app_reader;
