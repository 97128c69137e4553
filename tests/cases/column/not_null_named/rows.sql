insert into public.t values (1, 'x', 3, 4);
