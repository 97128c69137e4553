-- What this session's scratch transaction has made: (kind, name, oid), to be read back by oid.
SELECT CASE c.relkind WHEN 'v' THEN 'view' ELSE 'table' END, c.relname, c.oid
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = pg_catalog.pg_my_temp_schema() AND c.relkind IN ('r', 'p', 'v')
UNION ALL
SELECT 'domain', t.typname, t.oid
  FROM pg_catalog.pg_type t
 WHERE t.typnamespace = pg_catalog.pg_my_temp_schema() AND t.typtype = 'd'
UNION ALL
SELECT 'function', p.proname, p.oid
  FROM pg_catalog.pg_proc p
 WHERE p.pronamespace = pg_catalog.pg_my_temp_schema()
