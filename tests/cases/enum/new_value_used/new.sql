create type e as enum ('z', 'a', 'b');
create table t(x e default 'b' check (x <> 'z'), y e[] default '{b}');
create function f() returns e begin atomic select 'b'::e; end;
create view v as select * from t where x = 'b';
create index i on t(x) where x = 'b';
