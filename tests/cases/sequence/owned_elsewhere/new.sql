create sequence s as bigint maxvalue 9999 cycle cache 5;
create table b(y bigint default nextval('s'), z int);
alter sequence s owned by b.z;
grant usage on sequence s to app_reader;
