create type e as enum ('a');
create table t(x e default 'a', y e[]);
create function f() returns e language sql as $$ select 'a'::e $$;
