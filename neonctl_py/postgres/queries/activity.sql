-- Who works in this database now, oldest transaction first, and which tables each one holds what lock on.
SELECT a.pid,
       a.usename,
       a.application_name,
       a.state,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float8,
       a.wait_event_type = 'Lock',
       pg_catalog.pg_blocking_pids(a.pid),
       ARRAY(SELECT DISTINCT n.nspname || '.' || c.relname || ': ' || l.mode
               FROM pg_catalog.pg_locks l
               JOIN pg_catalog.pg_class c ON c.oid = l.relation AND c.relkind IN ('r', 'p')
               JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_'
              WHERE l.pid = a.pid AND l.granted AND l.locktype = 'relation'
              ORDER BY 1)
  FROM pg_catalog.pg_stat_activity a
 WHERE a.datname = pg_catalog.current_database()
   AND a.pid <> pg_catalog.pg_backend_pid()
   AND a.xact_start IS NOT NULL
 ORDER BY a.xact_start
