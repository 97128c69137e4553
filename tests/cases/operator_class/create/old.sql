create function less(int, int) returns boolean language sql immutable as 'select $1 < $2';
create function most(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)';
