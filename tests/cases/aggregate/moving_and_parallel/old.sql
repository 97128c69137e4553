create aggregate total(int) (sfunc = add, stype = int);
