create role b; create role a login; create table t (x int); alter table t owner to b; grant select on t to a;
