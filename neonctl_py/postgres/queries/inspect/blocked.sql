-- Who waits for whom, as a tree: at its roots the sessions that block others and wait for nobody.
WITH RECURSIVE waits AS (
  SELECT a.pid, pg_catalog.unnest(pg_catalog.pg_blocking_pids(a.pid)) AS blocker
    FROM pg_catalog.pg_stat_activity a
   WHERE a.wait_event_type = 'Lock'
), tree AS (
  SELECT DISTINCT w.blocker AS pid, 0 AS depth, ARRAY[w.blocker] AS path
    FROM waits w
   WHERE w.blocker NOT IN (SELECT waits.pid FROM waits)
  UNION ALL
  SELECT w.pid, t.depth + 1, t.path || w.pid
    FROM tree t
    JOIN waits w ON w.blocker = t.pid
   WHERE w.pid <> ALL (t.path) AND t.depth < 20
)
SELECT true AS hurts,
       t.depth,
       t.pid,
       coalesce(a.usename, CASE WHEN t.pid = 0 THEN '(prepared transaction)' ELSE '?' END) AS role,
       coalesce(a.application_name, '') AS application,
       coalesce(a.state, '') AS state,
       CASE WHEN t.depth > 0
            THEN extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(l.waitstart, a.query_start))::float8
       END AS waits_seconds,
       CASE WHEN t.depth > 0 THEN coalesce(replace(l.mode, 'Lock', '') || ' on ' || coalesce(l.relation::regclass::text, l.locktype), '') ELSE '' END AS waits_for,
       extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)::float8 AS transaction_seconds,
       a.query
  FROM tree t
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = t.pid
  LEFT JOIN LATERAL (SELECT k.mode, k.relation, k.locktype, k.waitstart
                       FROM pg_catalog.pg_locks k
                      WHERE k.pid = t.pid AND NOT k.granted
                      LIMIT 1) l ON true
 ORDER BY t.path
