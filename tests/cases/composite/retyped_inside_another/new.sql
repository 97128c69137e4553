create type a as (x bigint, y text);
create type b as (a a, z int);
create table t(id int, v b, w a[]);
create view vv as select (v).a from t;
