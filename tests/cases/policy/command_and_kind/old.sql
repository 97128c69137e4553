create table t (a int);
create policy own on t for select using (a > 0);
create policy two on t as restrictive using (a > 0);
