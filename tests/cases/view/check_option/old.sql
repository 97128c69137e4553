create view v as select a from t where a > 0;
