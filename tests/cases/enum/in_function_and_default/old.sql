create type e as enum('a','b','c');
create function f(x e default 'b') returns e language sql as $$select x$$;
create table t(id int, x e default 'b');
create view v as select f(x) y from t;
