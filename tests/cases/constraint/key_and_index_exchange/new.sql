create table t(a int not null, b int, constraint i unique (b));
create unique index k on t(a);
create table r(a int references t(a));
