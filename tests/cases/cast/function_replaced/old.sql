create function as_int(money2) returns int language sql immutable as 'select ($1).amount'; create cast (money2 as int) with function as_int(money2); comment on cast (money2 as int) is 'c';
