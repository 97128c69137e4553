create aggregate kept(int) (sfunc = lose, stype = int[], parallel = safe);
