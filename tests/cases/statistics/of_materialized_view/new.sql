create table t (a integer, b integer);
create materialized view z as select a, b from t;
create statistics about_z on a, b from z;
