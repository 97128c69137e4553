create type mood as enum ('a');
create domain code as text;
create table t (id int primary key);
create function f(m mood, ms mood[], c code, r t, rs t[], x anyelement, v varchar(10), n numeric(10,2), ts timestamptz) returns mood language sql as 'select m';
create function g(m mood default 'a', n numeric default 1.50, s text default 'it''s :x 100%', a int[] default '{}') returns void language sql as '';
