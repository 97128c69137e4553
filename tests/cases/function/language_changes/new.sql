create function f(a int) returns int language plpgsql as 'begin return a; end'; comment on function f(int) is 'f'; grant execute on function f(int) to app_reader; create view v as select f(1);
