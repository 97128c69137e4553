-- Indexes by size, with how often they are used.
SELECT NOT i.indisvalid AS hurts,
       n.nspname || '.' || c.relname AS index,
       t.relname AS "table",
       pg_catalog.pg_relation_size(c.oid) AS size_bytes,
       round(100.0 * pg_catalog.pg_relation_size(c.oid) / nullif(pg_catalog.pg_relation_size(t.oid), 0), 0)::float8 AS of_table_percent,
       coalesce(s.idx_scan, 0) AS scans,
       m.amname AS method,
       i.indisunique AS is_unique
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_am m ON m.oid = c.relam
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_stat_user_indexes s ON s.indexrelid = i.indexrelid
 WHERE c.relkind = 'i'
   AND n.nspname !~ '^(pg_|information_schema$)'
 ORDER BY 4 DESC, 2
