create table t (a int);
alter table t owner to app_owner;
create table u (a int);
alter table u owner to app_owner;
create sequence s;
alter sequence s owner to app_owner;
grant usage on sequence s to app_owner with grant option;
create table moved (a int);
alter table moved owner to app_admin;
