create function f(a int) returns int language sql as 'select a'; comment on function f(int) is 'f'; grant execute on function f(int) to app_reader; create view v as select f(1);
