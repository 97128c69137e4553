create function keep(s int[], v int) returns int[] language sql immutable as 'select s || v';
create function lose(s int[], v int) returns int[] language sql immutable as 'select s';
create function done(s int[]) returns int language sql immutable as 'select 1';
create function join_two(a int[], b int[]) returns int[] language sql immutable as 'select a || b';
