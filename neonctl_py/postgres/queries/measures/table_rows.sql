-- a table that was never analysed has no estimate but that of the statistics
select coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as subject,
       sum(case when c.reltuples < 0 then pg_stat_get_live_tuples(c.oid) else c.reltuples end)::float8, ''
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 group by 1
 order by 1
