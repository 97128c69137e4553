create type e as enum ('a', 'b');
create type c as (x int, y text);
create type r as range (subtype = int);
create domain d as text check (value <> '');
create table f (id int, e e default 'a', es e[], c c, r r default '[1,2)', d d);
create view v as select e, (c).y, r from f;
