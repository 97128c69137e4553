-- Every enum type that no extension owns, its labels in sort order (an inserted label has a fractional one).
SELECT t.oid,
       t.typnamespace,
       t.typname,
       t.typowner,
       pg_catalog.obj_description(t.oid, 'pg_type'),
       ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
  FROM pg_catalog.pg_type t
 WHERE t.typtype = 'e'
   AND t.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
