create function f(a int, out b int, out c date) language sql as 'select 1, null::date';
