create function f(a bigint) returns text language sql immutable as $$ select 'b' $$;
create function f(a text, b text default 'z') returns text language sql immutable as $$ select 't' $$;
create view v as select f(1) as a, f('x'::text) as b;
create table t (id int primary key, a text check (f('y'::text) <> '') default f('z'::text));
create index t_a on t (f(a));
create policy p on t using (f(a) = '');
