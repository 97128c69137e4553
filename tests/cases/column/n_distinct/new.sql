create table t (a int, b text, c int, "new" int);
alter table t alter a set (n_distinct = 200);
alter table t alter b set (n_distinct_inherited = -1);
alter table t alter "new" set (n_distinct = 1e3);
create table p (a int, b int) partition by range (a);
create table p1 partition of p for values from (1) to (10);
alter table p1 alter a set (n_distinct = 6);
create table child (d int) inherits (t);
alter table child alter a set (n_distinct = 3);
