-- Every foreign table that no extension made. What it has of parents is read with tables.
SELECT c.oid,
       c.relnamespace,
       c.relname,
       c.relowner,
       pg_catalog.obj_description(c.oid, 'pg_class'),
       s.srvname,
       f.ftoptions
  FROM pg_catalog.pg_foreign_table f
  JOIN pg_catalog.pg_class c ON c.oid = f.ftrelid
  JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
