create table t(a int, b text);
create function f() returns setof t language sql as 'select * from t';
create view v as select * from f();
create function g(t) returns int language sql as 'select $1.a';
create view w as select g(t) from t;
