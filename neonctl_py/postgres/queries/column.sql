-- Every column of every table. Those that a partition or a child table merely inherits come too: their names are
-- needed to read constraints and indexes. Serial columns need nothing of their own: their default says nextval(…).
WITH sequence AS MATERIALIZED (
    -- an identity column's sequence depends on it internally
    SELECT o.refobjid AS relation,
           o.refobjsubid AS number,
           ARRAY[s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle::int::bigint,
                 CASE s.seqtypid WHEN 'int2'::regtype THEN 2 WHEN 'int4'::regtype THEN 4 ELSE 8 END]::text[]
           || sc.relname::text AS facts
      FROM pg_catalog.pg_sequence s
      JOIN pg_catalog.pg_depend o
        ON o.classid = 'pg_catalog.pg_class'::regclass
       AND o.objid = s.seqrelid
       AND o.refclassid = 'pg_catalog.pg_class'::regclass
       AND o.deptype = 'i'
       AND o.refobjid = ANY (%(relations)s)  -- when narrowed
      JOIN pg_catalog.pg_class sc ON sc.oid = s.seqrelid
), alike AS MATERIALIZED (
    -- deparsing costs more than all the rest, and most defaults are said more than once
    SELECT min(d.oid) AS one, pg_catalog.strpos(d.adbin::text, '{VAR ') > 0 AS names_columns,
           pg_catalog.array_agg(d.adrelid) AS relations, pg_catalog.array_agg(d.adnum) AS numbers
      FROM pg_catalog.pg_attrdef d
     WHERE d.adrelid = ANY (%(relations)s)  -- when narrowed
     GROUP BY d.adbin::text
), said AS MATERIALIZED (
    SELECT (SELECT pg_catalog.pg_get_expr(d.adbin, 0) FROM pg_catalog.pg_attrdef d WHERE d.oid = alike.one AND NOT alike.names_columns) AS text,
           alike.relations, alike.numbers
      FROM alike
), plain_default AS MATERIALIZED (
    SELECT place.relation, place.number, said.text
      FROM said, ROWS FROM (pg_catalog.unnest(said.relations), pg_catalog.unnest(said.numbers)) AS place (relation, number)
)
SELECT a.attrelid,
       a.attnum,
       a.attname,
       nullif(pg_catalog.quote_ident(a.attname), a.attname::text),
       a.attislocal,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.attnotnull,
       CASE WHEN a.atthasdef
            THEN coalesce(plain_default.text,
                          (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
                             FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)) END,
       a.attgenerated,
       CASE WHEN a.attidentity <> '' AND sequence.facts IS NOT NULL THEN (a.attidentity = 'a')::int::text || sequence.facts END,
       CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
       nullif(a.attcompression, ''),
       nullif(a.attstattarget, -1),
       a.attoptions,
       a.attfdwoptions,
       not_null.conname, not_null.convalidated, not_null.connoinherit, not_null_description.description,  -- from 18
       NULL, true, false, NULL,  -- before 18
       description.description
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN sequence ON sequence.relation = a.attrelid AND sequence.number = a.attnum
  LEFT JOIN plain_default ON plain_default.relation = a.attrelid AND plain_default.number = a.attnum
  LEFT JOIN pg_catalog.pg_constraint not_null  -- from 18
         ON not_null.conrelid = a.attrelid AND not_null.contype = 'n' AND not_null.conkey[1] = a.attnum  -- from 18
  LEFT JOIN pg_catalog.pg_description not_null_description  -- from 18
         ON not_null_description.classoid = 'pg_catalog.pg_constraint'::regclass  -- from 18
        AND not_null_description.objoid = not_null.oid  -- from 18
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = a.attrelid
        AND description.objsubid = a.attnum
 WHERE c.oid >= 16384
   AND c.relkind IN ('r', 'p', 'f')
   AND a.attrelid = ANY (%(relations)s)  -- when narrowed
   AND a.attnum > 0
   AND NOT a.attisdropped
