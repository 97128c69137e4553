-- Every index that no constraint owns and that is not a partition's copy of its parent's. Operator classes and
-- collations are spelled only where they are not what Postgres would take by itself (as pg_get_indexdef does).
WITH own AS MATERIALIZED (
    SELECT i.*, ic.relname, ic.relam, ic.reloptions, ic.reltuples, ic.relpages
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
      JOIN pg_catalog.pg_class tc ON tc.oid = i.indrelid AND tc.relkind IN ('r', 'p', 'm')
     WHERE i.indrelid >= 16384
       AND i.indrelid = ANY (%(relations)s)  -- when narrowed
       AND NOT ic.relispartition
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c
                        WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
), key AS MATERIALIZED (
    -- the three arrays are counted from 0
    SELECT own.indexrelid, own.indrelid, ia.attnum AS n, ia.atttypid, ia.attoptions, nullif(ia.attstattarget, -1)::int AS target,
           own.indkey[ia.attnum - 1] AS attnum, own.indclass[ia.attnum - 1] AS opclass, own.indcollation[ia.attnum - 1] AS collated
      FROM own
      JOIN pg_catalog.pg_attribute ia ON ia.attrelid = own.indexrelid AND ia.attnum BETWEEN 1 AND own.indnkeyatts
), typed AS (
    SELECT key.*, coalesce(nullif(ta.attcollation, 0), t.typcollation) AS usual_collation,
           NOT o.opcdefault
             -- text_ops is a default, but not that of a citext column; an expression whose class keeps
             -- something else (the elements of an array) doesn't show its own type
             OR (o.opcintype <> t.oid AND NOT (key.attnum = 0 AND o.opckeytype <> 0) AND (o.opcmethod, t.oid) IN (
                    SELECT closer.opcmethod, closer.opcintype
                      FROM pg_catalog.pg_opclass closer WHERE closer.opcdefault))
             OR key.attoptions IS NOT NULL  -- its parameters stand behind its name
           AS shows_opclass
      FROM key
      LEFT JOIN pg_catalog.pg_attribute ta ON ta.attrelid = key.indrelid AND ta.attnum = key.attnum AND ta.attnum > 0
      JOIN pg_catalog.pg_type t ON t.oid = coalesce(ta.atttypid, key.atttypid)
      JOIN pg_catalog.pg_opclass o ON o.oid = key.opclass
), keys AS (
    -- of most keys there is nothing to tell but their columns
    SELECT typed.indexrelid,
           pg_catalog.array_agg(typed.n ORDER BY typed.n) AS numbers,
           pg_catalog.array_agg(CASE WHEN typed.attnum = 0
                                     THEN pg_catalog.pg_get_indexdef(typed.indexrelid, typed.n::int, false) END
                                ORDER BY typed.n) AS expressions,
           pg_catalog.array_agg(CASE WHEN typed.shows_opclass
                                     THEN (SELECT CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN pg_catalog.quote_ident(o.opcname)
                                                       ELSE o.opcnamespace::regnamespace::text || '.' || pg_catalog.quote_ident(o.opcname) END
                                             FROM pg_catalog.pg_opclass o WHERE o.oid = typed.opclass) END
                                ORDER BY typed.n) AS opclasses,
           pg_catalog.array_agg(CASE WHEN typed.collated <> 0 AND typed.collated <> typed.usual_collation
                                     THEN typed.collated::regcollation::text END
                                ORDER BY typed.n) AS collations,
           pg_catalog.array_agg(pg_catalog.array_to_string(typed.attoptions, E'\n') ORDER BY typed.n) AS parameters,
           pg_catalog.array_agg(typed.target ORDER BY typed.n) AS targets
      FROM typed
     WHERE typed.attnum = 0 OR typed.shows_opclass OR typed.collated <> 0 AND typed.collated <> typed.usual_collation
        OR typed.target IS NOT NULL
     GROUP BY typed.indexrelid
)
SELECT own.indrelid,
       own.relname,
       am.amname,
       own.indisunique,
       own.indnullsnotdistinct,  -- from 15
       false,  -- before 15
       own.indkey::text,
       own.indnkeyatts,
       own.indoption::text,
       keys.numbers,
       keys.expressions,
       keys.opclasses,
       keys.collations,
       keys.parameters,
       pg_catalog.pg_get_expr(own.indpred, own.indrelid),
       own.reloptions,
       own.indisvalid AND own.indisready AND own.indislive,
       description.description,
       own.reltuples::bigint,
       own.relpages::bigint * pg_catalog.current_setting('block_size')::bigint,
       keys.targets,
       own.indexrelid
  FROM own
  LEFT JOIN keys USING (indexrelid)
  JOIN pg_catalog.pg_am am ON am.oid = own.relam
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = own.indexrelid
        AND description.objsubid = 0
