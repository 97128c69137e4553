-- Who receives this server's changes, and how far behind it is.
SELECT r.state <> 'streaming' OR coalesce(r.replay_lag > interval '10 seconds', false) AS hurts,
       coalesce(r.application_name, '') AS receiver,
       coalesce(r.usename, '?') AS role,
       r.state,
       r.sync_state AS synchronous,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.sent_lsn)::bigint AS not_sent_bytes,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn)::bigint AS behind_bytes,
       extract(epoch FROM r.replay_lag)::float8 AS behind_seconds
  FROM pg_catalog.pg_stat_replication r
 WHERE NOT pg_catalog.pg_is_in_recovery()
 ORDER BY 1 DESC, 7 DESC NULLS LAST, 2
