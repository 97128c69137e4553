-- Settings that somebody has given another value than Postgres' own.
SELECT s.pending_restart
         OR (s.name IN ('fsync', 'full_page_writes', 'autovacuum') AND s.setting = 'off') AS hurts,
       s.name,
       CASE WHEN s.name ~ '(conninfo|password|passphrase)' THEN '(not shown)' ELSE pg_catalog.current_setting(s.name) END AS value,
       coalesce(s.boot_val, '') || coalesce(' (' || s.unit || ')', '') AS default_value,
       s.source,
       s.pending_restart AS waits_for_restart
  FROM pg_catalog.pg_settings s
 WHERE s.source NOT IN ('default', 'override', 'client', 'session')
 ORDER BY 1 DESC, s.category, s.name
