-- Every extended statistics object. A single expression has no kinds of its own to choose from.
SELECT s.oid,
       s.stxnamespace,
       s.stxname,
       s.stxowner,
       pg_catalog.obj_description(s.oid, 'pg_statistic_ext'),
       s.stxrelid::regclass::text,
       pg_catalog.pg_get_statisticsobjdef_columns(s.oid),
       s.stxkind::text[],
       nullif(s.stxstattarget, -1)
  FROM pg_catalog.pg_statistic_ext s
 WHERE s.oid >= 16384
   AND s.stxrelid = ANY (%(relations)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_statistic_ext'::regclass AND d.objid = s.oid AND d.deptype = 'e')
