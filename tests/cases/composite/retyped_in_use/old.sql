create type spot as (x int, y int); create table t (id int, s spot default row(1, 2), many spot[]); grant usage on type spot to app_reader;
