create type pair as (a int, b text); comment on type pair is 'b % c'; comment on column pair.a is 'first';
