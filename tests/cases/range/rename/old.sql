create type before as range (subtype = float8); create table t (s before, m before[]);
