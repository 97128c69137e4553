-- Every trigger that people made, but for the copies that partitions get of their parent's. Its condition and the arguments of its
-- function are taken from the definition's text: Postgres has no function that deparses them alone.
SELECT t.tgrelid,
       t.tgname,
       t.tgtype,
       t.tgenabled::text,
       t.tgconstraint <> 0,
       t.tgdeferrable,
       t.tginitdeferred,
       ARRAY(SELECT a.attname
               FROM pg_catalog.unnest(t.tgattr::int2[]) WITH ORDINALITY AS wanted (number, n)
               JOIN pg_catalog.pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum = wanted.number
              ORDER BY wanted.n),
       fn.nspname,
       f.proname,
       rn.nspname,
       r.relname,
       t.tgoldtable,
       t.tgnewtable,
       pg_catalog.pg_get_triggerdef(t.oid),
       description.description
  FROM pg_catalog.pg_trigger t
  JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
  JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
  LEFT JOIN pg_catalog.pg_class r ON r.oid = t.tgconstrrelid
  LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_trigger'::regclass
        AND description.objoid = t.oid
 WHERE NOT t.tgisinternal
   AND t.tgparentid = 0
   AND t.tgrelid >= 16384
   AND t.tgrelid = ANY (%(relations)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
