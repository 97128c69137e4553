create table t (id int primary key, a text, b text, c jsonb);
alter table t alter b set storage main;
alter table t alter c set storage plain;
