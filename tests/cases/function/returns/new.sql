create function f() returns bigint language sql as 'select 1::bigint';
create function g() returns t language sql as 'table t limit 1';
create function h() returns table (a int, "B b" text) language sql as 'select 1, null::text';
