-- Counters of statements that only grow, without their texts.
SELECT p.queryid,
       pg_catalog.pg_get_userbyid(p.userid)::text AS role,
       sum(p.calls)::bigint AS calls,
       sum(p.total_exec_time)::float8 / 1000 AS seconds,
       sum(p.rows)::bigint AS rows
  FROM EXTENSION.pg_stat_statements(false) p
 WHERE p.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
   AND p.queryid IS NOT NULL
 GROUP BY 1, 2
