create type pair as (a int, b text, c int);
create table pairs of pair;
