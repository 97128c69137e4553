-- a session that waits for nothing is computing
select '' as subject, (100.0 * count(*) / greatest(%(cpus)s::numeric, 0.25))::float8,
       format('%%s sessions are computing', count(*))
  from pg_stat_activity
 where backend_type in ('client backend', 'parallel worker') and state = 'active' and wait_event is null
   and pid <> pg_backend_pid()
