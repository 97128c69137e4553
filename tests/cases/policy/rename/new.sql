create table t (a int);
create policy "my Own" on t using (a > 0);
