create type spot as (y int, q text, x int); create table t (id int, s spot);
