create table t (id int primary key);
create function plus(a int, b int default 1) returns int language sql immutable as 'select a + b';
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create procedure tidy(inout n int, day date default current_date) language plpgsql as 'begin n := 1; end';
