create type place as (x int); create table t (s place);
