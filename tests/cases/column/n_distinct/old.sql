create table t (a int, b text, c int);
alter table t alter a set (n_distinct = 100);
alter table t alter b set (n_distinct = -0.50, n_distinct_inherited = 7);
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (1) to (10);
alter table p1 alter b set (n_distinct = 5);
create table child (d int) inherits (t);
