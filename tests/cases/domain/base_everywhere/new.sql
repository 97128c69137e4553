create domain d as bigint check (value > 0);
create domain dd as d not null;
create type c as (x d, y d[]);
create table t(a d default 3, b d[], c c, e dd);
create index i on t(a);
create view v as select a, e from t;
create function f(d) returns d language sql as 'select $1';
