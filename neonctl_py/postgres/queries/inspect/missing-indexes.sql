-- Foreign keys whose columns no index begins with: each DELETE and UPDATE of the other table reads this one whole.
SELECT pg_catalog.pg_relation_size(k.conrelid) > 1024 * 1024 AS hurts,
       n.nspname || '.' || t.relname AS "table",
       k.conname AS foreign_key,
       (SELECT string_agg(a.attname, ', ' ORDER BY o.place)
          FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS o(number, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.number) AS columns,
       k.confrelid::regclass::text AS other_table,
       pg_catalog.pg_relation_size(k.conrelid) AS size_bytes,
       s.seq_scan AS sequential_scans
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class t ON t.oid = k.conrelid AND t.relkind = 'r'
  JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_stat_user_tables s ON s.relid = t.oid
 WHERE k.contype = 'f'
   AND n.nspname !~ '^(pg_|information_schema$)'
   AND NOT EXISTS (
     SELECT FROM pg_catalog.pg_index i
      WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
        AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
   )
 ORDER BY 6 DESC, 2, 3
