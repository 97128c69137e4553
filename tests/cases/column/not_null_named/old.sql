create table public.t (a int not null, "B" text constraint b_given not null, c int, d int not null);
