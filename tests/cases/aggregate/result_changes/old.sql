create aggregate kept(int) (sfunc = keep, stype = int[], initcond = '{}');
