create aggregate kept(int) (sfunc = keep, stype = int[], finalfunc = done);
