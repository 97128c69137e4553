create text search dictionary d (template = simple, stopwords = english);
create text search configuration c (copy = english);
alter text search configuration c alter mapping for asciiword with d;
create table t(a text, b tsvector generated always as (to_tsvector('public.c', a)) stored);
create index i on t using gin (to_tsvector('public.c', a));
create view v as select to_tsquery('public.c', a) from t;
