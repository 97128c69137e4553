create type span as range (subtype = int4); create table t (id int, s span);
