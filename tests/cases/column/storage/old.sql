create table t (id int primary key, a text, b text, c jsonb);
alter table t alter a set storage external;
