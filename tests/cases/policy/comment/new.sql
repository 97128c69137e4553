create table t (a int);
create policy own on t using (a > 0);
comment on policy own on t is 'mine';
