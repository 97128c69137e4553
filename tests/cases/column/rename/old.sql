create table t (id int primary key, a int check (a > 0), b int generated always as (a + 1) stored);
create index t_a on t (a) where a > 5;
alter table t enable row level security;
create policy p on t using (a > 3);
create table u (t int references t);
