create type span as range (subtype = int4); create table t (s int4range);
