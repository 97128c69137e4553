create function aaa(s int[], v int) returns int[] language sql as 'select s'; create aggregate kept(int) (sfunc = aaa, stype = int[]);
