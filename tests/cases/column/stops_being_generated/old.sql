create table v (id int, twice int generated always as (id * 2) stored);
