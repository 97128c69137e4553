create table members (a bigint, who text);
create table t (a int);
alter table t enable row level security;
create policy own on t using (a in (select m.a from members m));
