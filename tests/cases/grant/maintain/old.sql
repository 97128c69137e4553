create table public.t (a int); create materialized view public.m as select 1 as x;
grant maintain on public.t to app_reader; grant select on public.m to app_reader; grant all on public.t to app_admin;
