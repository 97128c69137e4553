create cast (money2 as int) with inout;
