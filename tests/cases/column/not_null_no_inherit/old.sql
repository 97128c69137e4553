create table public.parent (a int not null, b int constraint b_here not null no inherit);
create table public.child (c int) inherits (public.parent);
