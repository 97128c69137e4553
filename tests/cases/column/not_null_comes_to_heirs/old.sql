create table public.base (a int, b int, c int, d int);
create table public.heir () inherits (public.base);
create table public.grandchild (a int) inherits (public.heir);
alter table only public.heir alter a set not null;
alter table only public.grandchild alter a set not null;
alter table public.heir alter b set not null;
alter table only public.grandchild alter c set not null;
alter table public.grandchild alter d set not null;
