create table t (id int primary key, "new a" int constraint t_a_check check ("new a" > 0), b int generated always as ("new a" + 1) stored);
create index t_a on t ("new a") where "new a" > 5;
alter table t enable row level security;
create policy p on t using ("new a" > 3);
create table u (t int references t);
