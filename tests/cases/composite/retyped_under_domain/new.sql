create type a as (x bigint);
create domain d as a check ((value).x > 0);
create table t(id int, v d);
