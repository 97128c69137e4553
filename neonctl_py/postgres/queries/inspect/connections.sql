-- Sessions of clients by role, database, state and application. What a role may not see counts as hidden.
WITH sessions AS (
  SELECT coalesce(a.usename, '?') AS role,
         coalesce(a.datname, '') AS database,
         coalesce(a.state, 'hidden') AS state,
         coalesce(a.application_name, '') AS application,
         count(*) AS connections,
         max(extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change))::float8 AS longest_seconds
    FROM pg_catalog.pg_stat_activity a
   WHERE a.backend_type = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid()
   GROUP BY 1, 2, 3, 4
), held AS (
  SELECT s.role, sum(s.connections)::bigint AS connections FROM sessions s GROUP BY 1
)
SELECT coalesce(r.rolconnlimit > 0 AND h.connections >= 0.8 * r.rolconnlimit, false)
         OR (s.state LIKE 'idle in transaction%' AND s.longest_seconds > 60) AS hurts,
       s.role, s.database, s.state, s.application, s.connections, s.longest_seconds,
       h.connections AS of_role,
       nullif(r.rolconnlimit, -1) AS role_limit
  FROM sessions s
  JOIN held h USING (role)
  LEFT JOIN pg_catalog.pg_roles r ON r.rolname = s.role
 ORDER BY 1 DESC, s.connections DESC, s.role, s.database, s.state, s.application
