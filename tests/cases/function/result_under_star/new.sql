create function f(out a int, out b text, out c int) language sql as 'select 1, ''x'', 3';
create view v as select * from f();
create view w as select a from v;
