create table public.t (a int, b int, c int,
  constraint a_positive check (a > 0), constraint b_positive check (b > 0) not enforced, constraint c_positive check (c > 0) no inherit not enforced,
  constraint fresh check (a < b) not enforced);
comment on constraint fresh on public.t is 'for the planner';
create domain public.d as int constraint d_check check (value > 0);
