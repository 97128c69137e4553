-- Statements that run for more than 30 seconds, with what they wait for and their parallel workers.
SELECT a.wait_event_type = 'Lock' OR a.query_start < pg_catalog.clock_timestamp() - interval '5 minutes' AS hurts,
       a.pid,
       coalesce(a.datname, '') AS database,
       coalesce(a.usename, '?') AS role,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::float8 AS running_seconds,
       coalesce(a.wait_event_type || ': ' || a.wait_event, '') AS waits_for,
       array_to_string(pg_catalog.pg_blocking_pids(a.pid), ', ') AS blocked_by,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity w WHERE w.leader_pid = a.pid AND w.pid <> a.pid) AS workers,
       a.query
  FROM pg_catalog.pg_stat_activity a
 WHERE a.state = 'active'
   AND a.backend_type = 'client backend'
   AND a.pid <> pg_catalog.pg_backend_pid()
   AND a.query_start < pg_catalog.clock_timestamp() - interval '30 seconds'
 ORDER BY a.query_start, a.pid
