create table t (a int, who text);
alter table t enable row level security;
create policy own on t using (who = current_user);
create policy add on t for insert to app_writer, app_admin with check (a > 0);
create policy see on t as restrictive for select to "App Röle" using (true);
create policy del on t for delete using (false);
create policy upd on t for update using (a > 0) with check (a > 1);
