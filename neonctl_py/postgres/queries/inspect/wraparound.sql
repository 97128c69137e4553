-- How far each table is from the point at which Postgres stops to take writes: transaction ids, and multixacts.
SELECT s.used_percent > 40 AS hurts, s.*
  FROM (
    SELECT n.nspname || '.' || c.relname AS "table",
           pg_catalog.age(c.relfrozenxid) AS transactions,
           pg_catalog.mxid_age(c.relminmxid) AS multixacts,
           round((100.0 * greatest(pg_catalog.age(c.relfrozenxid), pg_catalog.mxid_age(c.relminmxid)) / 2146483647)::numeric, 1)::float8 AS used_percent,
           pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint AS frozen_at,
           pg_catalog.pg_total_relation_size(c.oid) AS size_bytes
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm', 't') AND c.relfrozenxid <> '0'
     ORDER BY 4 DESC, 2 DESC, 1
     LIMIT 25
  ) s
