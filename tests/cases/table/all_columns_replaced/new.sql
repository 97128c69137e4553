create table t (c int, d int not null default 1);
