create table members(u text, t int);
create table t(a bigint);
alter table t enable row level security, force row level security;
create policy p on t for all to app_reader, app_writer using (exists (select from members m where m.t = a and u = current_user)) with check (a > 1);
create policy q on t for update using (true);
