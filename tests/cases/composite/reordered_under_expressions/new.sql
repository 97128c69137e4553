create type c as (b text, a int, d date);
create table t (id int primary key, c c default row('x', 1, null)::c);
create index t_c on t (((c).a));
create index t_c2 on t (c);
create function f(c) returns c[] language sql as 'select array[$1]';
create view v as select (f(c))[1] as x from t;
create type r as range (subtype = c);
create table u (r r);
