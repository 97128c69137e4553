-- Every publication, with its tables as (schema, name, columns or null, condition or null) and its schemas.
SELECT p.pubname,
       p.pubowner,
       pg_catalog.obj_description(p.oid, 'pg_publication'),
       p.puballtables,
       ARRAY[p.pubdelete, p.pubinsert, p.pubtruncate, p.pubupdate],
       p.pubviaroot,
       p.pubgencols = 's',  -- from 18
       false,  -- before 18
       ARRAY(SELECT n.nspname::text  -- from 15
               FROM pg_catalog.pg_publication_namespace s  -- from 15
               JOIN pg_catalog.pg_namespace n ON n.oid = s.pnnspid  -- from 15
              WHERE s.pnpubid = p.oid),  -- from 15
       ARRAY[]::text[],  -- before 15
       (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(
                   n.nspname, c.relname,
                   (SELECT pg_catalog.jsonb_agg(a.attname)  -- from 15
                      FROM pg_catalog.pg_attribute a  -- from 15
                     WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])),  -- from 15
                   pg_catalog.pg_get_expr(r.prqual, r.prrelid)))  -- from 15
                   NULL, NULL))  -- before 15
          FROM pg_catalog.pg_publication_rel r
          JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE r.prpubid = p.oid)
  FROM pg_catalog.pg_publication p
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_publication'::regclass AND d.objid = p.oid AND d.deptype = 'e')
