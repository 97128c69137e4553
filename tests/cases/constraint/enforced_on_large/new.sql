create table public.p (id int primary key);
create table public.c (a int constraint c_a references public.p, b int, constraint c_b check (b > 0), k int4range, during daterange, constraint c_k unique (k, during without overlaps));
