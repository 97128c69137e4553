create text search dictionary d (template = simple, accept = false);
create text search configuration c (parser = default);
alter text search configuration c add mapping for asciiword, word with d, simple;
create table t(a text, b tsvector generated always as (to_tsvector('public.c', a)) stored);
create index i on t using gin (to_tsvector('public.c', a));
create view v as select to_tsquery('public.c', a) from t;
comment on text search configuration c is 'c';
