create aggregate total(int) (sfunc = add, stype = int); comment on aggregate total(int) is '100 % :b $1';
