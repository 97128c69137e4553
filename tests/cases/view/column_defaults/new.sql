create view v as select a, b from t; alter view v alter a set default 3; alter view v alter b set default '$$ % :x';
