create table public.log (at date constraint at_given not null, n int not null) partition by range (at);
create table public.log_2026 partition of public.log for values from ('2026-01-01') to ('2027-01-01');
create table public.log_2027 (at date constraint at_given not null, n int not null);
