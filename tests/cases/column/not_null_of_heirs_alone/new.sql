create table public.base (a int, b int, c int, d int not null);
create table public.heir (constraint "A here" not null a no inherit, constraint heir_b_not_null not null b no inherit) inherits (public.base);
create table public.grandchild (constraint d_below not null d) inherits (public.heir);
alter table public.heir add constraint c_later not null c not valid;
create table public.log (at date, kind text) partition by list (kind);
create table public.log_a partition of public.log for values in ('a');
alter table public.log_a add constraint at_later not null at not valid;
