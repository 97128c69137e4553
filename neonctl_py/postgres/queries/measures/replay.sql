select pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= %(position)s::pg_lsn, false),
       extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8
