create table t (a int, b int); create materialized view m as select b as a, a as c from t; create index i on m (a); create view v as select a from m; grant select on v to app_reader;
