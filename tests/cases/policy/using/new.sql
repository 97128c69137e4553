create table t (a int, who text);
create policy own on t using (who = current_user and a > 0) with check (who <> '%s :x $1');
create policy own2 on t using (a > 0);
