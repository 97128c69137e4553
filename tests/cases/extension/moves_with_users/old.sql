create schema "other one";
create extension hstore schema public; create extension pg_trgm schema public; create extension citext schema public;
create table t (a text, h public.hstore default '', many public.hstore[], c public.citext primary key, check (h operator(public.?) 'a'));
create index t_a on t using gin (a public.gin_trgm_ops);
create view v as select h operator(public.->) 'a' as x, public.similarity(a, 'b') as y, c from t;
create function f(public.hstore, text) returns public.citext language sql as 'select null'; comment on function f is 'kept';
grant execute on function f to app_reader;
create view w as select f(h, a) as z from t;
create policy p on t using (c operator(public.=) 'x');
