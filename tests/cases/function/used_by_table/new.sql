create function start() returns int language sql stable as 'select 5';
create function good(int) returns boolean language sql immutable as 'select $1 > 0';
create function low(text) returns text language sql immutable as 'select lower($1)';
create domain pos as int check (good(value));
create table t (id int primary key, n int default start() check (good(n)), w text, l text generated always as (low(w)) stored, p pos);
create index t_low on t (low(w));
alter table t enable row level security;
create policy own on t using (good(n));
