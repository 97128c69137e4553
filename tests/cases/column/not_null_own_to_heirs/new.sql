create table public.target (id int primary key);
create table public.base (a int not null, b int constraint b_above not null, c int, d int not null, e int not null);
create table public.heir (own text default 'x', constraint "B here" not null b, constraint base_a_not_null not null a) inherits (public.base);
create unlogged table public.keyed (
    id bigint generated always as identity (start 5),
    twice int generated always as (a * 2) stored,
    word text collate "C" not null default 'y',
    constraint d_here not null d,
    primary key (a, id),
    check (e > 0),
    unique (b),
    foreign key (e) references public.target
) inherits (public.base);
create table public.grandchild (a int, "B" int, constraint b_below not null b, constraint c_below not null c) inherits (public.heir) with (fillfactor = 70);
create table public.of_two (constraint own_d not null d) inherits (public.base, public.target);
