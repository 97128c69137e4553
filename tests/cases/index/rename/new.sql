create table t (a int);
create index "T a" on t (a);
