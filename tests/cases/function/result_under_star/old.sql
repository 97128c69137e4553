create function f(out a int, out b text) language sql as 'select 1, ''x''';
create view v as select * from f();
create view w as select a from v;
