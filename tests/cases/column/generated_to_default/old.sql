create table t(a int, b int generated always as (a) stored, c int default 4);
