create table t(a int);
alter table t enable row level security;
create policy a on t using (a = 1);
create policy b on t for select using (a = 2);
