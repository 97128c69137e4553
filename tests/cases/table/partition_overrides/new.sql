create table t (a int, b int default 1) partition by list (a); create table t1 partition of t (b default 2 not null, constraint c check (b > 0)) for values in (1); comment on column t1.b is 'c';
