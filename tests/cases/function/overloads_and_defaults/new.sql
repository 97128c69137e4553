create function f(int, int) returns int language sql as 'select 3';
create function f(bigint) returns int language sql as 'select 4';
create function f(text, int default 3) returns text language sql as 'select $1';
create view v as select f('x'::text) a;
