insert into public.log_2026 values ('2026-03-03', 1);
