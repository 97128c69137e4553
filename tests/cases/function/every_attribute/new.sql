create function f(a int) returns setof int language sql stable strict security definer leakproof parallel safe cost 7.5 rows 20
  set search_path = pg_catalog, "Odd, one", pg_temp set work_mem = '8MB' set statement_timeout = 0 as 'select a';
create function g(a int) returns int language sql immutable parallel restricted cost 1 set search_path = '' as 'select a';
