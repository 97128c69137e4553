create table t (a int, b int);
create index it on t (b);
