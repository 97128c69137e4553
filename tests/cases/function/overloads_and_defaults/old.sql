create function f(int) returns int language sql as 'select 1';
create function f(int, int default 2) returns int language sql as 'select 2';
create function f(text) returns text language sql as 'select $1';
create view v as select f('x'::text) a;
