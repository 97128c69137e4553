alter table t add column e int, add column b text;
alter table t add primary key (a);
