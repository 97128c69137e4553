create table public.log (at date constraint at_given not null, n int not null) partition by range (at);
create table public.log_2026 (at date constraint own_at not null, n int constraint own_n not null);
create table public.log_2027 partition of public.log for values from ('2027-01-01') to ('2028-01-01');
