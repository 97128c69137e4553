create type spot as (x int, y int); create table t (id int, s spot);
