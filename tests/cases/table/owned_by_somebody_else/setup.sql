create table t (id int primary key, v text);
alter table t owner to app_admin;
grant usage, create on schema public to app_admin;
