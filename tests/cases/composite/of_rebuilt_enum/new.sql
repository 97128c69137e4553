create type e as enum('b','a');
create type k as (x int, y e);
create table t(id int, z k);
