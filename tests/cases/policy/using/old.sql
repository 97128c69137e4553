create table t (a int, who text);
create policy own on t using (who = current_user);
create policy own2 on t using (a > 0) with check (a > 1);
