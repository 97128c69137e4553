create view v as select a, b from t;
