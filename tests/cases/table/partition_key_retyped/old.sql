create table t(id int, d date) partition by range(id);
create table t1 partition of t for values from (0) to (10);
create table t2 partition of t default;
create view v as select id from t;
