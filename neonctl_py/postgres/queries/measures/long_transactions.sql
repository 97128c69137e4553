select format('pid %%s', pid) as subject, extract(epoch from clock_timestamp() - xact_start)::float8,
       format('%%s in %%s, %%s', usename, datname, state)
  from pg_stat_activity
 where backend_type = 'client backend' and xact_start is not null and pid <> pg_backend_pid()
union all
select format('prepared transaction %%s', gid), extract(epoch from clock_timestamp() - prepared)::float8,
       format('%%s in %%s', owner, database)
  from pg_prepared_xacts
 order by 2 desc
