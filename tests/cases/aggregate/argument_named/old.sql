create aggregate total(int) (sfunc = add, stype = int); create view v as select total(x) from generate_series(1, 3) x;
