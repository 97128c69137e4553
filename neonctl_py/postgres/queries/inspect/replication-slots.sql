-- What keeps write-ahead log for somebody: without a reader it grows for ever.
SELECT NOT s.active OR coalesce(s.wal_status IN ('unreserved', 'lost'), false) OR s.kept > 1024 * 1024 * 1024 AS hurts,
       s.slot_name AS slot,
       s.slot_type AS kind,
       coalesce(s.plugin, '') AS plugin,
       coalesce(s.database, '') AS database,
       s.active AS is_read,
       coalesce(s.wal_status, '') AS status,
       s.kept AS keeps_bytes,
       s.safe_wal_size AS room_left_bytes
  FROM (SELECT r.*,
               CASE WHEN NOT pg_catalog.pg_is_in_recovery()
                    THEN pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), coalesce(r.confirmed_flush_lsn, r.restart_lsn))::bigint
               END AS kept
          FROM pg_catalog.pg_replication_slots r) s
 ORDER BY 1 DESC, s.kept DESC NULLS LAST, 2
