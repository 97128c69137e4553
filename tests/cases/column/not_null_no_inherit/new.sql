create table public.parent (a int not null no inherit, b int constraint b_here not null);
create table public.child (c int) inherits (public.parent);
