-- Tables that are read whole, and how many rows that took.
SELECT pg_catalog.pg_relation_size(s.relid) > 10 * 1024 * 1024 AND s.seq_scan > 100 AND s.seq_scan > coalesce(s.idx_scan, 0) AS hurts,
       s.schemaname || '.' || s.relname AS "table",
       s.seq_scan AS sequential_scans,
       s.seq_tup_read AS rows_read,
       (s.seq_tup_read / nullif(s.seq_scan, 0))::bigint AS rows_per_scan,
       coalesce(s.idx_scan, 0) AS index_scans,
       s.n_live_tup AS estimated_rows,
       pg_catalog.pg_relation_size(s.relid) AS size_bytes
  FROM pg_catalog.pg_stat_user_tables s
 WHERE s.seq_scan > 0
   AND s.schemaname !~ '^(pg_|information_schema$)'
 ORDER BY 1 DESC, s.seq_tup_read DESC, 2
