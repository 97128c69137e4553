create cast (money2 as int) with function as_int(money2); comment on cast (money2 as int) is 'c';
