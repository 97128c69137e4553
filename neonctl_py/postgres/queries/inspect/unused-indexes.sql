-- Indexes that hardly anybody uses and no constraint needs. Counted since the statistics were reset.
SELECT s.idx_scan = 0 AND pg_catalog.pg_relation_size(s.indexrelid) > 1024 * 1024 AS hurts,
       s.schemaname || '.' || s.indexrelname AS index,
       s.relname AS "table",
       s.idx_scan AS scans,
       pg_catalog.pg_relation_size(s.indexrelid) AS size_bytes,
       t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd AS writes_it_slowed,
       s.last_idx_scan AS last_used, -- from 16
       coalesce(d.stats_reset, pg_catalog.pg_postmaster_start_time()) AS counted_since
  FROM pg_catalog.pg_stat_user_indexes s
  JOIN pg_catalog.pg_index i ON i.indexrelid = s.indexrelid
  JOIN pg_catalog.pg_stat_user_tables t ON t.relid = s.relid
  JOIN pg_catalog.pg_stat_database d ON d.datname = pg_catalog.current_database()
 WHERE NOT i.indisunique
   AND NOT i.indisexclusion
   AND NOT i.indisreplident
   AND i.indisvalid
   AND s.idx_scan < 50
   AND s.schemaname !~ '^(pg_|information_schema$)'
 ORDER BY 1 DESC, 5 DESC, 2
