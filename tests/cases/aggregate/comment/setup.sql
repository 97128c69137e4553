create function add(int, int) returns int language sql immutable as 'select $1 + $2';
