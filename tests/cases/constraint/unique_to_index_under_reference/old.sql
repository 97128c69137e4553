create table t(a int not null, constraint t_a unique(a));
create table k(a int references t(a));
