-- Dead rows against the number at which autovacuum begins, with the settings of each table.
SELECT s.dead_rows > 1000 AND s.dead_rows > 1.2 * s.vacuum_at AS hurts, s.*
  FROM (
    SELECT t.schemaname || '.' || t.relname AS "table",
           t.n_live_tup AS live_rows,
           t.n_dead_tup AS dead_rows,
           (coalesce(o.threshold, pg_catalog.current_setting('autovacuum_vacuum_threshold')::bigint)
             + coalesce(o.factor, pg_catalog.current_setting('autovacuum_vacuum_scale_factor')::float8) * greatest(c.reltuples, 0))::bigint AS vacuum_at,
           coalesce(o.enabled, pg_catalog.current_setting('autovacuum')::boolean) AS autovacuum,
           greatest(t.last_vacuum, t.last_autovacuum) AS last_vacuum,
           greatest(t.last_analyze, t.last_autoanalyze) AS last_analyze,
           t.n_mod_since_analyze AS changed_since_analyze
      FROM pg_catalog.pg_stat_user_tables t
      JOIN pg_catalog.pg_class c ON c.oid = t.relid
      LEFT JOIN LATERAL (
        SELECT max(p.option_value) FILTER (WHERE p.option_name = 'autovacuum_vacuum_threshold')::bigint AS threshold,
               max(p.option_value) FILTER (WHERE p.option_name = 'autovacuum_vacuum_scale_factor')::float8 AS factor,
               bool_and(p.option_value::boolean) FILTER (WHERE p.option_name = 'autovacuum_enabled') AS enabled
          FROM pg_catalog.pg_options_to_table(c.reloptions) p
      ) o ON true
     WHERE t.schemaname !~ '^(pg_|information_schema$)'
  ) s
 ORDER BY 1 DESC, s.dead_rows DESC, 2
