create table t (a int); alter table t owner to app_admin; revoke delete, truncate on t from app_admin; grant select on t to app_reader;
