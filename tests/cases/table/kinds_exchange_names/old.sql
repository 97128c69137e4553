create table a(x int);
create view b as select x from a;
create materialized view c as select 1 x;
create sequence d;
create function e() returns int language sql as 'select 1';
create type g as enum ('x');
create domain h as int;
create function k(int) returns int language sql as 'select 1';
