create table public.base (a int not null, b int, c int, d int not null, e int not null);
create table public.heir (constraint b_here not null b) inherits (public.base);
create table public.log (at date not null, kind text not null) partition by list (kind);
create table public.log_a partition of public.log for values in ('a');
create table public.log_b partition of public.log (at constraint at_here not null) for values in ('b');
comment on constraint base_a_not_null on public.heir is 'from above';
comment on constraint b_here on public.heir is 'its own';
comment on constraint base_e_not_null on public.heir is 'goes with it';
comment on constraint log_at_not_null on public.log_a is 'when';
