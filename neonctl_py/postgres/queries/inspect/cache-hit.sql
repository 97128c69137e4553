-- How much of what was read of each table and its indexes was in shared buffers.
SELECT s.blocks_read > 1000 AND s.hit_percent < 95 AS hurts, s.*
  FROM (
    SELECT t.schemaname || '.' || t.relname AS "table",
           coalesce(t.heap_blks_read, 0) + coalesce(t.idx_blks_read, 0) + coalesce(t.toast_blks_read, 0) AS blocks_read,
           round(100.0 * (coalesce(t.heap_blks_hit, 0) + coalesce(t.idx_blks_hit, 0) + coalesce(t.toast_blks_hit, 0))
                 / nullif(coalesce(t.heap_blks_read, 0) + coalesce(t.idx_blks_read, 0) + coalesce(t.toast_blks_read, 0)
                        + coalesce(t.heap_blks_hit, 0) + coalesce(t.idx_blks_hit, 0) + coalesce(t.toast_blks_hit, 0), 0), 1)::float8 AS hit_percent,
           round(100.0 * t.heap_blks_hit / nullif(t.heap_blks_hit + t.heap_blks_read, 0), 1)::float8 AS rows_hit_percent,
           round(100.0 * t.idx_blks_hit / nullif(t.idx_blks_hit + t.idx_blks_read, 0), 1)::float8 AS indexes_hit_percent
      FROM pg_catalog.pg_statio_user_tables t
     WHERE t.schemaname !~ '^(pg_|information_schema$)'
  ) s
 WHERE s.hit_percent IS NOT NULL
 ORDER BY 1 DESC, s.blocks_read DESC, 2
