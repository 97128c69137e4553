create table t (a int);
create index other on t (a);
