create table public.t (a int, b int not null, c int);
alter table public.t add constraint c_given not null c not valid;
