create function less(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)';
