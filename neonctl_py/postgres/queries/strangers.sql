-- Of names that are asked about: what of neonpy's business has them not, an extension's or of a kind that isn't managed; and which types
-- can't be used, because they are not there or only shells. (what, schema, name, how it is told, whose it is)
WITH wanted AS MATERIALIZED (
    SELECT n.oid AS home, asked.schema, asked.name
      FROM ROWS FROM (pg_catalog.unnest(%(schemas)s::text[]), pg_catalog.unnest(%(names)s::text[])) AS asked (schema, name)
      JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema
), owned AS MATERIALIZED (
    SELECT d.classid, d.objid, e.extname
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
     WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::regclass
)
SELECT 'name', wanted.schema, wanted.name, pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, c.oid, 0), owned.extname
  FROM wanted
  JOIN pg_catalog.pg_class c ON c.relnamespace = wanted.home AND c.relname = wanted.name
  JOIN owned ON owned.classid = 'pg_catalog.pg_class'::regclass AND owned.objid = c.oid
UNION ALL
SELECT 'name', wanted.schema, wanted.name, pg_catalog.pg_describe_object('pg_catalog.pg_type'::regclass, t.oid, 0), owned.extname
  FROM wanted
  JOIN pg_catalog.pg_type t ON t.typnamespace = wanted.home AND t.typname = wanted.name AND t.typrelid = 0 AND t.typelem = 0
  LEFT JOIN owned ON owned.classid = 'pg_catalog.pg_type'::regclass AND owned.objid = t.oid
 WHERE owned.objid IS NOT NULL OR t.typtype = 'b' OR NOT t.typisdefined
UNION ALL
SELECT 'name', wanted.schema, wanted.name, pg_catalog.pg_describe_object('pg_catalog.pg_proc'::regclass, p.oid, 0), owned.extname
  FROM wanted
  JOIN pg_catalog.pg_proc p ON p.pronamespace = wanted.home AND wanted.name = p.proname || '(' || coalesce((
           SELECT pg_catalog.string_agg(pg_catalog.format_type(a.type, NULL), ', ' ORDER BY a.n)
             FROM pg_catalog.unnest(p.proargtypes) WITH ORDINALITY AS a (type, n)), '') || ')'
  JOIN owned ON owned.classid = 'pg_catalog.pg_proc'::regclass AND owned.objid = p.oid
UNION ALL
SELECT 'type', asked.schema, asked.name, CASE WHEN t.oid IS NULL THEN 'is not there' ELSE 'is only a shell' END, NULL
  FROM ROWS FROM (pg_catalog.unnest(%(type_schemas)s::text[]), pg_catalog.unnest(%(types)s::text[])) AS asked (schema, name)
  LEFT JOIN pg_catalog.pg_namespace n ON n.nspname = asked.schema
  LEFT JOIN pg_catalog.pg_type t ON t.typnamespace = n.oid AND t.typname = asked.name
 WHERE t.oid IS NULL OR NOT t.typisdefined
