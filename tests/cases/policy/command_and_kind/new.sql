create table t (a int);
create policy own on t for delete using (a > 0);
create policy two on t as permissive using (a > 0);
