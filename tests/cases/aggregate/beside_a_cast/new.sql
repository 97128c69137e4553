create type c as (x int, y int);
create function to_c(int) returns c language sql as 'select row($1, 1)::c';
create cast (int as c) with function to_c(int) as assignment;
create function sf(int, int) returns int strict language sql as 'select $1';
create aggregate ag(int) (sfunc = sf, stype = int, initcond = '1', combinefunc = sf, parallel = safe);
create table t(a int);
create view v as select ag(a) x, (max(a)::c).y y from t;
