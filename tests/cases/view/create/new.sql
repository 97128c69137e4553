create table people (id int primary key, name text, born date);
create view adults with (security_barrier) as
  select id, name as "Full Name" from people where born < '2000-01-01' and name in ('a', 'b');
comment on view adults is 'old enough';
comment on column adults."Full Name" is 'as they write it';
alter view adults owner to app_owner;
grant select on adults to app_reader;
grant insert (id), update (id) on adults to app_writer;
