create table public.t (a int); create materialized view public.m as select 1 as x;
grant select, maintain on public.m to app_reader with grant option; grant all on public.t to app_admin with grant option;
