create schema s;
create table s.t (id bigint generated always as identity primary key, v text default 'x');
alter table s.t enable row level security;
create policy p on s.t to app_reader using (v <> '');
grant select on s.t to app_reader;
create index on s.t (v);
comment on schema s is 'mine';
