insert into public.base values (1, 2, 3, 4); insert into public.heir values (5, 6, 7, 8); insert into public.grandchild values (9, 10, 11, 12);
