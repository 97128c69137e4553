create table t (a int); alter table t owner to app_admin; grant select on t to app_owner;
