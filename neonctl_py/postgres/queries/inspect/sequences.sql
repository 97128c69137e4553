-- Sequences by how much of their numbers, or of their column's, is used.
SELECT s.used_percent > 50 AND NOT s.cycles AS hurts, s.*
  FROM (
    SELECT q.schemaname || '.' || q.sequencename AS sequence,
           coalesce(t.relname || '.' || a.attname, '') AS column,
           coalesce(pg_catalog.format_type(a.atttypid, a.atttypmod), q.data_type::text) AS type,
           q.last_value,
           least(q.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END) AS end_value,
           round((100.0 * (q.last_value - q.min_value)
             / nullif(least(q.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 END)::numeric
                      - q.min_value, 0)), 2)::float8 AS used_percent,
           q.cycle AS cycles
      FROM pg_catalog.pg_sequences q
      JOIN pg_catalog.pg_namespace n ON n.nspname = q.schemaname
      JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = q.sequencename AND c.relkind = 'S'
      LEFT JOIN pg_catalog.pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
           AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
     WHERE q.increment_by > 0 AND q.schemaname !~ '^(pg_|information_schema$)'
  ) s
 ORDER BY s.used_percent DESC NULLS LAST, 2
