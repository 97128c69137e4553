select format('pid %%s', pid) as subject, extract(epoch from clock_timestamp() - state_change)::float8,
       format('%%s in %%s', usename, datname)
  from pg_stat_activity
 where backend_type = 'client backend' and state like 'idle in transaction%%' and pid <> pg_backend_pid()
 order by 2 desc
