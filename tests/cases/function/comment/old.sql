create function f(a int) returns int language sql as 'select a'; comment on function f(int) is 'one'; create procedure p() language sql as '';
