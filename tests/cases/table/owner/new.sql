create table t (id int generated always as identity primary key);
alter table t owner to app_owner;
