create type grade as enum ('a', 'b', 'c');
create function usual() returns grade language sql immutable as $$ select 'a'::grade $$;
create table kept (id int primary key, now grade default 'a', gone grade default 'b', turned grade default 'b', called grade default usual());
create table dropped (id int, g grade not null default 'b');
create view both_of_them as select k.id, d.g from kept k, dropped d;
