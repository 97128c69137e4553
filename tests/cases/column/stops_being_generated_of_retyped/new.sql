create table t (a bigint, b bigint generated always as (a + 10) stored, c bigint);
