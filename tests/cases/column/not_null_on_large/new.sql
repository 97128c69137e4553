create table public.t (a int constraint a_given not null, b int constraint b_given not null, c int constraint c_given not null);
