select coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as subject, sum(pg_total_relation_size(c.oid))::float8, ''
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
 group by 1
 order by 1
