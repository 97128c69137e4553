create table public.t (a int constraint "A given" not null, "B" text not null, c int constraint c_given not null, d int);
comment on constraint c_given on public.t is 'always there';
