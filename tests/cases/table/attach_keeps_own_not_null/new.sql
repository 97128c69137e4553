create table public.log (at date constraint at_given not null, n int not null) partition by range (at);
create table public.log_2026 (at date constraint own_at not null, n int constraint own_n not null);
alter table public.log attach partition public.log_2026 for values from ('2026-01-01') to ('2027-01-01');
create table public.person (id int constraint id_given not null);
create table public.guest (id int constraint own_id not null);
alter table public.guest inherit public.person;
