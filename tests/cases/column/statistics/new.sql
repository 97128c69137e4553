create table t (id int primary key, a text);
alter table t alter id set statistics 0;
