-- The statements that took most of the time of all.
SELECT s.share_percent >= 50 AND s.total_seconds > 60 AS hurts, s.*
  FROM (
    SELECT (p.total_exec_time / 1000)::float8 AS total_seconds,
           round((100 * p.total_exec_time / nullif(sum(p.total_exec_time) OVER (), 0))::numeric, 1)::float8 AS share_percent,
           p.calls,
           (p.mean_exec_time / 1000)::float8 AS mean_seconds,
           (p.max_exec_time / 1000)::float8 AS max_seconds,
           p.rows,
           round((100.0 * p.shared_blks_hit / nullif(p.shared_blks_hit + p.shared_blks_read, 0))::numeric, 1)::float8 AS hit_percent,
           pg_catalog.pg_get_userbyid(p.userid) AS role,
           p.query
      FROM EXTENSION.pg_stat_statements p
     WHERE p.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
       AND p.query NOT LIKE '/* neonpy %'
     ORDER BY p.total_exec_time DESC
     LIMIT 100
  ) s
