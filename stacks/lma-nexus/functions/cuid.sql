select 'c'
  || base36((extract(epoch from clock_timestamp()) * 1000)::bigint, 8)
  || base36(nextval('cuid_counter'), 4)
  || base36(pg_backend_pid(), 4)
  || base36(('x' || right(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint, 8)
