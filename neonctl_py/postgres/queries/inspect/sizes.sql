-- What takes space now: the database, its tables with all that belongs to them, its indexes. The largest ones.
SELECT s.what, s.name, s.size_bytes
  FROM (
    SELECT 'database' AS what, d.datname::text AS name, pg_catalog.pg_database_size(d.oid) AS size_bytes
      FROM pg_catalog.pg_database d
     WHERE d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT CASE c.relkind WHEN 'i' THEN 'index' ELSE 'table' END,
           n.nspname || '.' || c.relname,
           CASE c.relkind WHEN 'i' THEN pg_catalog.pg_relation_size(c.oid) ELSE pg_catalog.pg_total_relation_size(c.oid) END
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 'i')
       AND n.nspname !~ '^(pg_|information_schema$)'
  ) s
 ORDER BY s.size_bytes DESC NULLS LAST, s.what, s.name
 LIMIT 400
