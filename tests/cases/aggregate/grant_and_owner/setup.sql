create function keep(s int[], v int) returns int[] language sql immutable as 'select s || v';
create function lose(s int[], v int) returns int[] language sql immutable as 'select s';
create function done(s int[]) returns int language sql immutable as 'select 1';
create function join_two(a int[], b int[]) returns int[] language sql immutable as 'select a || b';
do $$ begin create role case_reader; exception when duplicate_object or unique_violation then null; end $$; grant create on schema public to case_reader;
