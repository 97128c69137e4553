-- Every composite type that no extension owns and that is no table's row, its attributes in their order.
SELECT t.oid,
       t.typnamespace,
       t.typname,
       t.typowner,
       pg_catalog.obj_description(t.oid, 'pg_type'),
       ARRAY(SELECT ARRAY[a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
                          CASE WHEN a.attcollation <> b.typcollation THEN a.attcollation::regcollation::text END,
                          pg_catalog.col_description(a.attrelid, a.attnum)]
               FROM pg_catalog.pg_attribute a
               JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
              ORDER BY a.attnum)
  FROM pg_catalog.pg_type t
  JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
 WHERE t.typtype = 'c'
   AND t.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
