create table t(a int, b int default 4, c int generated always as (a) stored);
