create aggregate "All of"(int) (sfunc = keep, stype = int[]);
