create table t (id int primary key, tenant int);
alter table t enable row level security;
create policy mine on t using (tenant = 1);
