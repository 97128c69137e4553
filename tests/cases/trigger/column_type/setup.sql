create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create function other() returns trigger language plpgsql as $$ begin return null; end $$;
create table t (id int primary key, n int, m text);
