create function f(a int, out b int, inout d text, out c date) language sql as 'select 1, d, null::date';
