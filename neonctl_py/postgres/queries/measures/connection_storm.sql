select '' as subject, count(*)::float8, format('began within %%s seconds', %(within)s::int)
  from pg_stat_activity
 where backend_type = 'client backend' and pid <> pg_backend_pid()
   and backend_start > now() - make_interval(secs => %(within)s)
