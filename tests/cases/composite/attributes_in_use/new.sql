create type spot as (x int, y int, z int); comment on column spot.z is 'up'; create table t (id int, s spot);
