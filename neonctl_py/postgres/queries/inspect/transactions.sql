-- Open transactions, the oldest first: they keep dead rows alive, and locks.
SELECT a.xact_start < pg_catalog.clock_timestamp() - interval '5 minutes' AS hurts,
       a.pid,
       coalesce(a.usename, '?') AS role,
       coalesce(a.application_name, '') AS application,
       a.state,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float8 AS open_seconds,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change)::float8 AS in_this_state_seconds,
       pg_catalog.age(a.backend_xmin) AS holds_back_transactions,
       a.query AS last_query
  FROM pg_catalog.pg_stat_activity a
 WHERE a.datname = pg_catalog.current_database()
   AND a.pid <> pg_catalog.pg_backend_pid()
   AND a.xact_start IS NOT NULL
   AND a.backend_type = 'client backend'
 ORDER BY a.xact_start, a.pid
