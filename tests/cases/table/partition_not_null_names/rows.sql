insert into public.sale values ('2020-05-05', 1, 'a'), ('2021-05-05', 2, null), ('2022-05-05', 3, 'c');
