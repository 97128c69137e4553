-- Every collation that no extension owns and that did not come with the database.
SELECT c.oid,
       c.collnamespace,
       c.collname,
       c.collowner,
       pg_catalog.obj_description(c.oid, 'pg_collation'),
       c.collprovider,
       c.collcollate,
       c.collctype,
       -- the column has another name in each of 14, 15 and 17, and the rules came with 16
       coalesce(pg_catalog.to_jsonb(c) ->> 'colllocale',
                pg_catalog.to_jsonb(c) ->> 'colliculocale',
                CASE WHEN c.collprovider = 'i' THEN c.collcollate END),
       c.collisdeterministic,
       pg_catalog.to_jsonb(c) ->> 'collicurules'
  FROM pg_catalog.pg_collation c
 WHERE c.oid >= 16384
   AND c.collnamespace <> 'pg_catalog'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_collation'::regclass AND d.objid = c.oid AND d.deptype = 'e')
