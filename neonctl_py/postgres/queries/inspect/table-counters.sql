-- Counters of tables that only grow.
SELECT s.schemaname || '.' || s.relname AS name,
       coalesce(i.heap_blks_read, 0) + coalesce(i.idx_blks_read, 0) + coalesce(i.toast_blks_read, 0) AS blocks_read,
       coalesce(i.heap_blks_hit, 0) + coalesce(i.idx_blks_hit, 0) + coalesce(i.toast_blks_hit, 0) AS blocks_hit,
       s.seq_scan AS sequential_scans,
       s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS rows_written
  FROM pg_catalog.pg_stat_user_tables s
  JOIN pg_catalog.pg_statio_user_tables i USING (relid)
 WHERE s.schemaname !~ '^(pg_|information_schema$)'
