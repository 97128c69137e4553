create table public.t (a int, b int, c int constraint c_given not null);
alter table public.t add constraint a_given not null a not valid, add constraint b_given not null b not valid;
comment on constraint a_given on public.t is 'of new rows';
