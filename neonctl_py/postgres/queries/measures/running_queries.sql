select format('pid %%s', pid) as subject, extract(epoch from clock_timestamp() - query_start)::float8,
       format('%%s, %%s', usename, coalesce(nullif(application_name, ''), 'without a name'))
  from pg_stat_activity
 where datname = current_database() and backend_type = 'client backend' and state = 'active'
   and pid <> pg_backend_pid()
 order by query_start
