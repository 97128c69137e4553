insert into public.log_2026 values ('2026-03-03', 1); insert into public.log_2027 values ('2027-03-03', 2);
