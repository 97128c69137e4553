-- The statements that are run most often.
SELECT s.calls > 100000 AND s.rows_per_call <= 1 AND s.share_percent >= 30 AS hurts, s.*
  FROM (
    SELECT p.calls,
           round((100.0 * p.calls / nullif(sum(p.calls) OVER (), 0))::numeric, 1)::float8 AS share_percent,
           (p.total_exec_time / 1000)::float8 AS total_seconds,
           (p.mean_exec_time / 1000)::float8 AS mean_seconds,
           round(p.rows::numeric / nullif(p.calls, 0), 1)::float8 AS rows_per_call,
           pg_catalog.pg_get_userbyid(p.userid) AS role,
           p.query
      FROM EXTENSION.pg_stat_statements p
     WHERE p.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
       AND p.query NOT LIKE '/* neonpy %'
     ORDER BY p.calls DESC
     LIMIT 100
  ) s
