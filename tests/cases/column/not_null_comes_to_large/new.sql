create table public.base (a int not null, b int not null, c int not null, d int not null);
create table public.heir () inherits (public.base);
create table public.grandchild (a int) inherits (public.heir);
