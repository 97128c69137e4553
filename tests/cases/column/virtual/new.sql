create table public.t (a int, b int generated always as (a * 3) virtual, c int, d int generated always as (a - 1) virtual, e int generated always as (a) virtual, f text generated always as (a::text) virtual);
comment on column public.t.f is 'in words';
