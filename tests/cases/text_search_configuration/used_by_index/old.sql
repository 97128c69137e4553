create text search configuration c (copy = simple); create table t (a text, v tsvector generated always as (to_tsvector('c', a)) stored); create index i on t using gin (to_tsvector('c', a));
