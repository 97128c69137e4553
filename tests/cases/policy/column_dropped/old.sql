create table t (a int, b int);
alter table t enable row level security;
create policy own on t using (b > 0);
