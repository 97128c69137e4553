create table t (a int); alter table t owner to app_owner; revoke all on t from app_owner;
