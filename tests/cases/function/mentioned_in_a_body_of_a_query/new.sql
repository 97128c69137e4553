create table orders (id integer primary key);
create materialized view kept as select id from orders;
create function them_all() returns setof kept language sql stable as $$ select * from public.kept $$;
create function how_many() returns bigint language sql stable as $$ select count(*) from public.them_all() $$;
create view bridge as select how_many() as held;
create materialized view a_sum as select held from bridge;
create function ping() returns integer language plpgsql as $$ begin return public.pong(); end $$;
create function pong() returns integer language plpgsql as $$ begin return public.ping(); end $$;
