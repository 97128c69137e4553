create function f() returns int language sql as 'select 1';
revoke execute on function f() from public;
grant execute on function f() to case_reader with grant option;
create function g() returns int language sql as 'select 1';
create procedure p() language sql as '';
grant execute on procedure p() to case_reader;
