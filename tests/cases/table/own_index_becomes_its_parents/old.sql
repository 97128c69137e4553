create table t(id int, s text) partition by range(id);
create table t1 partition of t for values from (0) to (10);
create index t1_s on t1(s);
create table t2 partition of t for values from (10) to (20);
