create type c as (x bigint, y text, z date);
create table t(a c, b c[], g bigint generated always as ((a).x) stored);
create view v as select (a).x, (a).y from t;
create function f(c) returns c language sql as 'select $1';
create table o of c (x with options not null);
comment on column c.x is 'xx';
