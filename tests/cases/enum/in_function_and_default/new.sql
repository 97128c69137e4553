create type e as enum('c','a');
create function f(x e default 'a') returns e language sql as $$select x$$;
create table t(id int, x e default 'a');
create view v as select f(x) y from t;
