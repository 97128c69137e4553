-- What others may receive from this database.
SELECT false AS hurts,
       p.pubname AS publication,
       CASE WHEN p.puballtables THEN 'all tables'
            ELSE (SELECT string_agg(t.schemaname || '.' || t.tablename, ', ' ORDER BY 1)
                    FROM pg_catalog.pg_publication_tables t WHERE t.pubname = p.pubname) END AS tables,
       concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                 CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS publishes,
       pg_catalog.pg_get_userbyid(p.pubowner) AS owner
  FROM pg_catalog.pg_publication p
 ORDER BY 2
