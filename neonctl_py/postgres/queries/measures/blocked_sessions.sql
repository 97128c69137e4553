select format('pid %%s', pid) as subject, extract(epoch from clock_timestamp() - query_start)::float8,
       format('%%s in %%s, behind pid %%s', usename, datname, array_to_string(pg_blocking_pids(pid), ', '))
  from pg_stat_activity
 where backend_type = 'client backend' and wait_event_type = 'Lock'
 order by 2 desc
