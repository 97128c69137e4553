create function f(int) returns int transform for type int language sql as 'select $1';
