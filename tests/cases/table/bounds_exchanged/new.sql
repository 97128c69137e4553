create table t(a int, b text) partition by range (a);
create table y partition of t for values from (0) to (10);
create table x partition of t for values from (10) to (20);
