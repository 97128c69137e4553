-- Every foreign server that no extension made.
SELECT s.oid,
       s.srvname,
       s.srvowner,
       pg_catalog.obj_description(s.oid, 'pg_foreign_server'),
       w.fdwname,
       s.srvtype,
       s.srvversion,
       s.srvoptions
  FROM pg_catalog.pg_foreign_server s
  JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_foreign_server'::regclass AND d.objid = s.oid AND d.deptype = 'e')
