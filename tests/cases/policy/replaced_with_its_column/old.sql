create table m(u text, t int);
create table t(a int);
alter table t enable row level security;
create policy p on t for select to app_reader using (exists (select from m where m.t = a and u = current_user));
create policy q on t as restrictive for update using (true) with check (a > 0);
