create function f(a int) returns int language sql as 'select a'; comment on function f(int) is 'it''s :two'; create procedure p() language sql as ''; comment on procedure p() is 'p';
