create table others (id integer primary key);
create table accounts (id integer primary key, active boolean not null);
create view active_accounts as select id from accounts where active;
create function is_active(wanted integer) returns boolean language sql stable
return exists (select 1 from active_accounts a where a.id = wanted);
alter table accounts enable row level security;
create policy active_ones on accounts for select using (id in (select id from active_accounts));
create policy called_ones on accounts for select using (is_active(id));
