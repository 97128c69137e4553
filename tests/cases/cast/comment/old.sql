create cast (money2 as int) with function as_int(money2);
