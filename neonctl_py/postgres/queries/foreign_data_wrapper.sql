-- Every foreign-data wrapper that no extension made.
SELECT w.oid,
       w.fdwname,
       w.fdwowner,
       pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper'),
       nullif(w.fdwhandler, 0)::regproc::text,
       nullif(w.fdwvalidator, 0)::regproc::text,
       w.fdwoptions
  FROM pg_catalog.pg_foreign_data_wrapper w
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_foreign_data_wrapper'::regclass AND d.objid = w.oid AND d.deptype = 'e')
