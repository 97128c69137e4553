create type e as enum ('b','z');
create table t(a e, b e, g text generated always as (case when a = b then 'x' end) stored);
create policy p on t using (a = b);
