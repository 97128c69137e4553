create function f() returns int language sql as 'select 1';
create function g() returns setof t language sql as 'table t';
create function h() returns table (a int) language sql as 'select 1';
