create function f(a bigint) returns int language sql as 'select 1';
