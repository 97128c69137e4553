create table t (a int); create materialized view m as select a from t; create index i on m (a); create view v as select a from m; grant select on v to app_reader;
