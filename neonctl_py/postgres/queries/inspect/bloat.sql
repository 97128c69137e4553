-- Space that rows and keys don't need, estimated from the planner's statistics: tables, and B-tree indexes.
WITH widths AS (
  SELECT c.oid,
         24 + sum((1 - s.null_frac) * s.avg_width)
            + CASE WHEN max(s.null_frac) > 0 THEN 8 ELSE 0 END AS width
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname AND NOT s.inherited
   WHERE c.relkind IN ('r', 'm')
   GROUP BY c.oid
), measured AS (
  SELECT 'table' AS what,
         n.nspname || '.' || c.relname AS name,
         c.relpages::bigint * 8192 AS size,
         ceil(c.reltuples * (8 * ceil(w.width / 8) + 4)
              / (8168 * coalesce((SELECT o.option_value::numeric FROM pg_catalog.pg_options_to_table(c.reloptions) o
                                   WHERE o.option_name = 'fillfactor'), 100)::float8 / 100)) * 8192 AS needed
    FROM widths w
    JOIN pg_catalog.pg_class c ON c.oid = w.oid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.reltuples > 0 AND c.relpages > 1
  UNION ALL
  SELECT 'index',
         n.nspname || '.' || c.relname,
         c.relpages::bigint * 8192,
         (1 + ceil(c.reltuples * (8 * ceil((8 + k.width) / 8) + 4)
                   / (8152 * coalesce((SELECT o.option_value::numeric FROM pg_catalog.pg_options_to_table(c.reloptions) o
                                        WHERE o.option_name = 'fillfactor'), 90)::float8 / 100))) * 8192
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
    JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname = 'btree'
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN LATERAL (
      SELECT sum((1 - s.null_frac) * s.avg_width) AS width, count(*) AS known
        FROM pg_catalog.unnest(i.indkey::int2[]) AS a(number)
        JOIN pg_catalog.pg_attribute at ON at.attrelid = i.indrelid AND at.attnum = a.number
        JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = t.relname AND s.attname = at.attname AND NOT s.inherited
    ) k ON k.known = i.indnatts
   WHERE c.reltuples > 0 AND c.relpages > 2
)
SELECT w.wasted_bytes > 10 * 1024 * 1024 AND w.wasted_percent >= 30 AS hurts, w.*
  FROM (
    SELECT m.what, m.name,
           m.size AS size_bytes,
           greatest(m.size - m.needed, 0)::bigint AS wasted_bytes,
           round((100 * greatest(m.size - m.needed, 0) / m.size)::numeric, 0)::float8 AS wasted_percent
      FROM measured m
     WHERE m.name !~ '^(pg_|information_schema\.)'
  ) w
 WHERE w.wasted_bytes > 0
 ORDER BY w.wasted_bytes DESC, w.name
 LIMIT 200
