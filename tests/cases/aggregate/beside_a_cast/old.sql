create type c as (x int);
create function to_c(int) returns c language sql as 'select row($1)::c';
create cast (int as c) with function to_c(int);
create function sf(int, int) returns int language sql as 'select $1';
create aggregate ag(int) (sfunc = sf, stype = int, initcond = '0');
create table t(a int);
create view v as select ag(a) x, (max(a)::c).x y from t;
