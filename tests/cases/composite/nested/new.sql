create type a as (x int, z text);
create type b as (a a, y varchar(5));
create table t(b b, bs b[]);
create function f(b) returns a language sql as 'select $1.a';
create view v as select (b).a from t;
