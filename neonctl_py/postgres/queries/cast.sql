-- Every cast that no extension and no range type made.
SELECT pg_catalog.format_type(c.castsource, NULL) || ' as ' || pg_catalog.format_type(c.casttarget, NULL),
       pg_catalog.obj_description(c.oid, 'pg_cast'),
       c.castmethod,
       nullif(c.castfunc, 0)::regprocedure::text,
       c.castcontext
  FROM pg_catalog.pg_cast c
 WHERE c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_cast'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
