create table public.t (a int, b int, c int,
  constraint a_positive check (a > 0) not enforced, constraint b_positive check (b > 0), constraint c_positive check (c > 0) not enforced);
create domain public.d as int constraint d_check check (value > 0);
