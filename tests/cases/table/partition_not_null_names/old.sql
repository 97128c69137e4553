create table public.sale (at date not null, shop int, note text) partition by range (at);
create table public.sale_1 partition of public.sale for values from ('2020-01-01') to ('2021-01-01');
create table public.sale_2 partition of public.sale for values from ('2021-01-01') to ('2022-01-01');
alter table public.sale_2 alter shop set not null;
create table public.sale_3 partition of public.sale for values from ('2022-01-01') to ('2023-01-01');
alter table only public.sale_3 alter shop set not null;
