create table public.p (id int primary key);
create table public.c (a int constraint c_a references public.p on delete cascade deferrable, b int constraint c_b references public.p not enforced,
  d int constraint c_d references public.p);
alter table public.c alter constraint c_d deferrable initially deferred;
alter table public.c add constraint c_a_too foreign key (a) references public.p not enforced;
