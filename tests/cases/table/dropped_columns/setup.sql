create table t (a int, b int, c int);
alter table t drop column b;
