create table t (a int);
alter table t enable row level security;
create policy own on t using (a > 0);
