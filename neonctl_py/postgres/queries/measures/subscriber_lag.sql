select application_name as subject, coalesce(extract(epoch from replay_lag), 0)::float8,
       format('%%s, %%s', state, sync_state)
  from pg_stat_replication
 order by 1
