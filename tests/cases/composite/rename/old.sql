create type spot as (x int); create table t (s spot);
