create view v as select a, b from t; comment on column v.b is 'b % :x';
