create type e as enum('a','b');
create type k as (x int, y e);
create table t(id int, z k);
