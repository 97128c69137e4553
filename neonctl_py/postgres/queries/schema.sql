-- Every schema but Postgres' own. The last column is true for those that an extension made. The comment that initdb
-- writes on schema public is nobody's wish; that it was taken away is one.
SELECT n.oid,
       n.nspname,
       n.nspowner,
       CASE WHEN n.nspname = 'public'
            THEN nullif(coalesce(pg_catalog.obj_description(n.oid, 'pg_namespace'), ''), 'standard public schema')
            ELSE pg_catalog.obj_description(n.oid, 'pg_namespace') END,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
  FROM pg_catalog.pg_namespace n
 WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
