-- The tables whose rows a drill counts: not those of extensions, not Postgres' own; a partitioned table as one, with its partitions' sizes.
SELECT n.nspname,
       c.relname,
       (SELECT coalesce(sum(pg_catalog.pg_relation_size(t.relid)), 0)
          FROM pg_catalog.pg_partition_tree(c.oid) t
        UNION ALL
        SELECT pg_catalog.pg_relation_size(c.oid)
         WHERE c.relkind = 'r'
        ORDER BY 1 DESC
        LIMIT 1)::bigint,
       (SELECT coalesce(sum(greatest(p.reltuples, 0)), 0)
          FROM pg_catalog.pg_class p
         WHERE p.oid = c.oid AND p.relkind = 'r'
            OR c.relkind = 'p'
           AND p.oid IN (SELECT t.relid FROM pg_catalog.pg_partition_tree(c.oid) t WHERE t.isleaf))::bigint
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p')
   AND NOT c.relispartition
   AND c.relpersistence = 'p'
   AND n.nspname !~ '^pg_'
   AND n.nspname NOT IN ('information_schema', 'neonpy')
   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
   AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY 1, 2
