select slot_name::text as subject, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8,
       case when active then 'in use' else 'nobody uses it' end
  from pg_replication_slots
 where restart_lsn is not null and not pg_is_in_recovery()
 order by 1
