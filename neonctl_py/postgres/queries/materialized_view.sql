-- Every materialized view that no extension owns, with what it yields and what the statistics say about its size.
SELECT c.oid,
       c.relnamespace,
       c.relname,
       c.relowner,
       c.reloptions,
       pg_catalog.pg_get_viewdef(c.oid),
       description.description,
       columns.numbers,
       columns.names,
       columns.quoted,
       columns.types,
       columns.comments,
       c.relispopulated,
       coalesce(am.amname, 'heap'),
       toast.reloptions,
       c.reltuples::bigint,
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint,
       columns.settings,
       clustered.relname
  FROM pg_catalog.pg_class c
 CROSS JOIN LATERAL (
    SELECT pg_catalog.array_agg(a.attnum ORDER BY a.attnum) AS numbers,
           pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names,
           pg_catalog.array_agg(nullif(pg_catalog.quote_ident(a.attname), a.attname::text) ORDER BY a.attnum) AS quoted,
           pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod)
                                || CASE WHEN a.attcollation <> t.typcollation
                                        THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END
                                ORDER BY a.attnum) AS types,
           pg_catalog.array_agg(comment.description ORDER BY a.attnum) AS comments,
           pg_catalog.array_agg(pg_catalog.concat_ws(E'\n',
               CASE WHEN a.attstorage <> t.typstorage THEN
                    'storage=' || CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END END,
               CASE a.attcompression WHEN 'p' THEN 'compression=pglz' WHEN 'l' THEN 'compression=lz4' END,
               'statistics=' || nullif(a.attstattarget, -1),
               pg_catalog.array_to_string(a.attoptions, E'\n')) ORDER BY a.attnum) AS settings
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_description comment
             ON comment.classoid = 'pg_catalog.pg_class'::regclass
            AND comment.objoid = a.attrelid
            AND comment.objsubid = a.attnum
     WHERE a.attrelid = c.oid
       AND a.attnum > 0
       AND NOT a.attisdropped
  ) columns
  LEFT JOIN (SELECT i.indrelid, ic.relname
               FROM pg_catalog.pg_index i
               JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indisclustered) clustered ON clustered.indrelid = c.oid
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
  LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = c.oid
        AND description.objsubid = 0
 WHERE c.relkind = 'm'
   AND c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
