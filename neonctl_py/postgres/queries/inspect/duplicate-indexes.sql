-- Indexes that another one of the same table makes superfluous: it has the same keys, or begins with them.
WITH found AS (
  SELECT i.indexrelid, i.indrelid, i.indisunique, i.indnkeyatts, i.indnatts, i.indisreplident,
         c.relam, c.relname, n.nspname,
         i.indkey::text || ' ' AS keys, i.indclass::text || ' ' AS classes, i.indcollation::text || ' ' AS collations,
         i.indoption::text || ' ' AS options,
         coalesce(pg_catalog.pg_get_expr(i.indexprs, i.indrelid), '') AS expressions,
         coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), '') AS predicate,
         EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS is_constraint
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE i.indisvalid AND n.nspname !~ '^(pg_|information_schema$)'
)
SELECT true AS hurts,
       a.nspname || '.' || a.relname AS superfluous,
       b.relname AS covered_by,
       t.relname AS "table",
       CASE WHEN a.keys = b.keys THEN 'same keys' ELSE 'begins with its keys' END AS why,
       pg_catalog.pg_relation_size(a.indexrelid) AS size_bytes
  FROM found a
  JOIN found b
    ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid AND b.relam = a.relam
   AND b.predicate = a.predicate AND a.indnkeyatts = a.indnatts
   AND NOT a.is_constraint AND NOT a.indisreplident
   AND (
     (b.keys = a.keys AND b.classes = a.classes AND b.collations = a.collations AND b.options = a.options
        AND b.expressions = a.expressions
        AND (b.indisunique OR NOT a.indisunique)
        AND (a.indexrelid > b.indexrelid OR b.is_constraint OR (b.indisunique AND NOT a.indisunique)))
     OR
     (b.keys <> a.keys AND NOT a.indisunique AND a.expressions = '' AND b.indnkeyatts > a.indnkeyatts
        AND a.relam = (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = 'btree')
        AND starts_with(b.keys, a.keys) AND starts_with(b.classes, a.classes)
        AND starts_with(b.collations, a.collations) AND starts_with(b.options, a.options))
   )
  JOIN pg_catalog.pg_class t ON t.oid = a.indrelid
 ORDER BY 6 DESC, 2, 3
