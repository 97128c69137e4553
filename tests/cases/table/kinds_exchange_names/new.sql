create view c as select 1 x;
create table b(x int);
create materialized view d as select x from b;
create sequence a;
create procedure e() language sql as 'select 1';
create domain g as int;
create type h as (x int);
create aggregate k(int) (sfunc = int4pl, stype = int);
