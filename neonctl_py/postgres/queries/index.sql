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
), keys AS (
    SELECT own.indexrelid,
           pg_catalog.array_agg(CASE WHEN key.attnum = 0
                                     THEN pg_catalog.pg_get_indexdef(own.indexrelid, key.n::int, false) END
                                ORDER BY key.n) AS expressions,
           pg_catalog.array_agg(CASE WHEN NOT o.opcdefault
                                       -- text_ops is a default, but not that of a citext column; an expression whose class keeps
                                       -- something else (the elements of an array) doesn't show its own type
                                       OR (o.opcintype <> t.oid AND NOT (key.attnum = 0 AND o.opckeytype <> 0) AND (o.opcmethod, t.oid) IN (
                                              SELECT closer.opcmethod, closer.opcintype
                                                FROM pg_catalog.pg_opclass closer WHERE closer.opcdefault))
                                       OR ia.attoptions IS NOT NULL  -- its parameters stand behind its name
                                     THEN CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN pg_catalog.quote_ident(o.opcname)
                                               ELSE o.opcnamespace::regnamespace::text || '.' || pg_catalog.quote_ident(o.opcname) END END
                                ORDER BY key.n) AS opclasses,
           pg_catalog.array_agg(CASE WHEN key.collated <> 0 AND key.collated <> coalesce(nullif(ta.attcollation, 0), t.typcollation)
                                     THEN key.collated::regcollation::text END
                                ORDER BY key.n) AS collations,
           pg_catalog.array_agg(pg_catalog.array_to_string(ia.attoptions, E'\n') ORDER BY key.n) AS parameters,
           pg_catalog.array_agg(nullif(ia.attstattarget, -1)::int ORDER BY key.n) AS targets
      FROM own
      JOIN pg_catalog.pg_attribute ia ON ia.attrelid = own.indexrelid AND ia.attnum BETWEEN 1 AND own.indnkeyatts
     CROSS JOIN LATERAL (
               -- the three are counted from 0
               SELECT own.indkey[ia.attnum - 1] AS attnum, own.indclass[ia.attnum - 1] AS opclass,
                      own.indcollation[ia.attnum - 1] AS collated, ia.attnum AS n
           ) AS key
      LEFT JOIN pg_catalog.pg_attribute ta ON ta.attrelid = own.indrelid AND ta.attnum = key.attnum AND key.attnum <> 0
      JOIN pg_catalog.pg_type t ON t.oid = coalesce(ta.atttypid, ia.atttypid)
      JOIN pg_catalog.pg_opclass o ON o.oid = key.opclass
     GROUP BY own.indexrelid
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
  JOIN keys USING (indexrelid)
  JOIN pg_catalog.pg_am am ON am.oid = own.relam
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = own.indexrelid
        AND description.objsubid = 0
