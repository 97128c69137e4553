create table t (id int primary key, a text);
alter table t alter a set statistics 500;
