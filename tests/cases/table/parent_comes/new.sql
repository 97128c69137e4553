create table t(a int, b text, primary key (a)) partition by range (a);
create table x partition of t for values from (0) to (10);
create table y partition of t for values from (10) to (20);
create view v as select * from x;
grant select on x to app_reader;
