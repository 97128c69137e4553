create function f(a int, b text default 'x', variadic c int[] default '{}') returns setof record language sql stable strict leakproof cost 7 rows 9 parallel safe set work_mem = '1MB' as 'select 1';
create function g(a int, out b int, inout c text) language sql as 'select 1, ''x''';
create procedure p(inout a int) language plpgsql as 'begin end';
