create type spot as (x int, y int, note text); create table t (id int, s spot);
