create table public.p (id int primary key);
create table public.c (a int constraint c_a references public.p not enforced, b int constraint c_b references public.p);
