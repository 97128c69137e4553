create table t (id int primary key, b text);
alter table t replica identity nothing;
