-- Locks on relations that sessions of this database hold or wait for. The weakest, which every reader takes, is left out.
SELECT NOT l.granted
         OR (l.mode = 'AccessExclusiveLock' AND a.xact_start < pg_catalog.clock_timestamp() - interval '10 seconds') AS hurts,
       a.pid,
       coalesce(a.usename, '?') AS role,
       n.nspname || '.' || c.relname AS relation,
       replace(l.mode, 'Lock', '') AS lock,
       l.granted,
       a.state,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float8 AS transaction_seconds,
       a.query
  FROM pg_catalog.pg_locks l
  JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
  JOIN pg_catalog.pg_class c ON c.oid = l.relation
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
   AND l.pid <> pg_catalog.pg_backend_pid()
   AND n.nspname !~ '^(pg_|information_schema$)'
   AND l.mode <> 'AccessShareLock'
 ORDER BY 1 DESC, a.xact_start, a.pid, 4, l.mode
 LIMIT 1000
