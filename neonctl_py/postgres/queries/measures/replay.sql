select pg_is_in_recovery(),
       case when pg_last_wal_replay_lsn() >= %(position)s::pg_lsn then 0
            else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) end::float8
