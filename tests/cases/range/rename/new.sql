create type after as range (subtype = float8); create table t (s after, m after[]);
