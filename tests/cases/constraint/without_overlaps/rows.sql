insert into public.rooms values ('[1,1]', '[2026-01-01,2026-02-01)', 5);
insert into public.stays values ('[1,1]', '[2026-01-05,2026-01-07)');
