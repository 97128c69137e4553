-- the extension's schema is filled in by whoever runs it; only statements whose constants it replaces are read: others may hold secrets
-- what looks into the catalog, as we do, is no query of the application's
select s.queryid, s.query, s.calls, s.mean_exec_time, s.stddev_exec_time, s.min_exec_time, s.max_exec_time, s.rows
  from {schema}.pg_stat_statements s
 where s.dbid = (select oid from pg_database where datname = current_database())
   and s.query ~* '^\s*(/\*.*?\*/\s*)*(select|insert|update|delete|merge|with|values|table)\M'
   and s.calls >= %(min_calls)s
   and s.query !~* '\m(from|join)\s+(pg_catalog\.)?pg_|\mneonpy\.|^\s*select\s+(pg_catalog\.)?(pg_|set_config)'
 order by s.total_exec_time desc
 limit 5000
