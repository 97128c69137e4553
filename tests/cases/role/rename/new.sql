create role after login; create role other; grant other to after; create table t (a int); alter table t owner to after; grant select on t to other; comment on role after is 'x';
