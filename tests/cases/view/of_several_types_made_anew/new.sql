create type e as enum ('b', 'a');
create type c as (y text, x int);
create type r as range (subtype = bigint);
create domain d as varchar(20) check (value <> '');
create table f (id int, e e default 'b', es e[], c c, r r default '[1,2)', d d);
create view v as select e, (c).y, r from f;
