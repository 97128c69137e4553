create table t (a int);
create policy own on t using (a > 0);
