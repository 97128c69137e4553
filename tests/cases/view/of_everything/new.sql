create table t (a int, b text, c date); create view v as select * from t;
