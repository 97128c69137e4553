create table public.log (at date not null, kind text not null) partition by list (kind);
create table public.a_log partition of public.log for values in ('a');
create table public.parents (id int primary key, word text not null);
create table public.heir (id int not null, more text) inherits (public.parents);
alter table public.log detach partition public.a_log;
alter table public.heir no inherit public.parents;
create table public.checked (n int, constraint plain_n_not_null check (n > 0));
create table public.plain (n int not null);
