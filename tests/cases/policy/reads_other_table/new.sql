create table t (a int);
create table teams (a int, who text);
alter table t enable row level security;
create policy own on t using (exists (select from teams m where m.a = t.a and m.who = current_user));
