-- Counters of this database that only grow: two looks give what happened in between.
SELECT s.xact_commit + s.xact_rollback AS transactions,
       s.xact_rollback AS rollbacks,
       s.blks_hit AS blocks_hit,
       s.blks_read AS blocks_read,
       s.tup_returned + s.tup_fetched AS rows_read,
       s.tup_inserted + s.tup_updated + s.tup_deleted AS rows_written,
       s.temp_bytes,
       s.deadlocks,
       CASE WHEN NOT pg_catalog.pg_is_in_recovery()
            THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0')::bigint END AS wal_bytes
  FROM pg_catalog.pg_stat_database s
 WHERE s.datname = pg_catalog.current_database()
