create role a; create role b login; create table t (x int); alter table t owner to a; grant select on t to b;
