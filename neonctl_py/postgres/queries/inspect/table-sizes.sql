-- Tables with all that belongs to them: rows are the planner's estimate.
SELECT false AS hurts,
       n.nspname || '.' || c.relname AS "table",
       pg_catalog.pg_total_relation_size(c.oid) AS total_bytes,
       pg_catalog.pg_relation_size(c.oid) AS rows_bytes,
       pg_catalog.pg_indexes_size(c.oid) AS indexes_bytes,
       coalesce(pg_catalog.pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS toast_bytes,
       greatest(c.reltuples, 0)::bigint AS estimated_rows
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'm')
   AND n.nspname !~ '^(pg_|information_schema$)'
 ORDER BY 3 DESC, 2
