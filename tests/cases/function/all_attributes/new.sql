create function f(a int, b text, variadic c int[]) returns setof record language sql volatile security definer cost 8 rows 10 parallel restricted set work_mem = '2MB' set search_path = a, "B c", '' as 'select 2';
create function g(a int, out b int, out c text, d int default 3) language sql as 'select 1, ''x''';
create procedure p(inout a int, inout b int) language plpgsql as 'begin end';
create function h(x int, y int) returns table (p int, q int) language sql as 'select 1, 2';
