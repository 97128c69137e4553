-- Long commands that tell how far they are.
SELECT false AS hurts, p.*
  FROM (
    SELECT i.pid, i.command AS what, coalesce(i.relid::regclass::text, '') AS relation, i.phase,
           CASE WHEN i.blocks_total > 0 THEN round(100.0 * i.blocks_done / i.blocks_total, 1)
                WHEN i.tuples_total > 0 THEN round(100.0 * i.tuples_done / i.tuples_total, 1) END::float8 AS done_percent
      FROM pg_catalog.pg_stat_progress_create_index i
     WHERE i.datname = pg_catalog.current_database()
     UNION ALL
    SELECT v.pid, 'VACUUM', coalesce(v.relid::regclass::text, ''), v.phase,
           round(100.0 * v.heap_blks_scanned / nullif(v.heap_blks_total, 0), 1)::float8
      FROM pg_catalog.pg_stat_progress_vacuum v
     WHERE v.datname = pg_catalog.current_database()
     UNION ALL
    SELECT z.pid, 'ANALYZE', coalesce(z.relid::regclass::text, ''), z.phase,
           round(100.0 * z.sample_blks_scanned / nullif(z.sample_blks_total, 0), 1)::float8
      FROM pg_catalog.pg_stat_progress_analyze z
     WHERE z.datname = pg_catalog.current_database()
     UNION ALL
    SELECT k.pid, k.command, coalesce(k.relid::regclass::text, ''), k.phase,
           round(100.0 * k.heap_blks_scanned / nullif(k.heap_blks_total, 0), 1)::float8
      FROM pg_catalog.pg_stat_progress_cluster k
     WHERE k.datname = pg_catalog.current_database()
     UNION ALL
    SELECT o.pid, o.command, coalesce(o.relid::regclass::text, ''), o.type,
           round(100.0 * o.bytes_processed / nullif(o.bytes_total, 0), 1)::float8
      FROM pg_catalog.pg_stat_progress_copy o
     WHERE o.datname = pg_catalog.current_database()
  ) p
 ORDER BY p.what, p.pid
