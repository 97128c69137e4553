create view v as select a, b from t; comment on column v.a is 'a';
