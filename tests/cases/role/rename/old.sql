create role before login; create role other; grant other to before; create table t (a int); alter table t owner to before; grant select on t to other; comment on role before is 'x';
