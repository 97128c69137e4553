create table t(a int not null, b int, constraint k unique (a));
create unique index i on t(b);
create table r(a int references t(a));
