-- What runs now, the longest first; five minutes and more hurt.
SELECT a.query_start < pg_catalog.clock_timestamp() - interval '5 minutes' AS hurts,
       a.pid,
       coalesce(a.usename, '?') AS role,
       coalesce(a.application_name, '') AS application,
       a.state,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::float8 AS running_seconds,
       coalesce(a.wait_event_type || ': ' || a.wait_event, '') AS waits_for,
       a.query
  FROM pg_catalog.pg_stat_activity a
 WHERE a.datname = pg_catalog.current_database()
   AND a.pid <> pg_catalog.pg_backend_pid()
   AND a.backend_type = 'client backend'
   AND a.state = 'active'
 ORDER BY a.query_start, a.pid
