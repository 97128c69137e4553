-- Every domain that no extension owns. typdefault is the text of the day it was made (with that day's search_path), so
-- the default is deparsed from its tree.
SELECT t.oid,
       t.typnamespace,
       t.typname,
       t.typowner,
       pg_catalog.obj_description(t.oid, 'pg_type'),
       pg_catalog.format_type(t.typbasetype, t.typtypmod),
       t.typnotnull,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0),
       CASE WHEN t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text END,
       not_null.conname, pg_catalog.obj_description(not_null.oid, 'pg_constraint')  -- from 18
       NULL, NULL  -- before 18
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
  LEFT JOIN pg_catalog.pg_constraint not_null ON not_null.contypid = t.oid AND not_null.contype = 'n'  -- from 18
 WHERE t.typtype = 'd'
   AND t.oid >= 16384
   AND t.oid = ANY (%(types)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
