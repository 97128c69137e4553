-- Every sequence that neither an identity column nor an extension owns, with the column that owns it.
SELECT c.oid,
       c.relnamespace,
       c.relname,
       c.relowner,
       c.relpersistence = 'u',
       pg_catalog.obj_description(c.oid, 'pg_class'),
       pg_catalog.format_type(s.seqtypid, NULL),
       s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       d.refobjid::regclass::text || '.' || pg_catalog.quote_ident(a.attname)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
  LEFT JOIN pg_catalog.pg_depend d
         ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE c.relkind = 'S'
   AND c.relpersistence <> 't'
   AND c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend o
                    WHERE o.classid = 'pg_catalog.pg_class'::regclass AND o.objid = c.oid AND o.deptype IN ('e', 'i'))
