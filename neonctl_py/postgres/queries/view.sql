-- Every view that no extension owns, with what it yields. (Other sessions' temporary ones are in no schema that is looked into.)
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
       columns.defaults
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
           pg_catalog.array_agg(pg_catalog.pg_get_expr(d.adbin, d.adrelid) ORDER BY a.attnum) AS defaults
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_catalog.pg_description comment
             ON comment.classoid = 'pg_catalog.pg_class'::regclass
            AND comment.objoid = a.attrelid
            AND comment.objsubid = a.attnum
     WHERE a.attrelid = c.oid
       AND a.attnum > 0
       AND NOT a.attisdropped
  ) columns
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = c.oid
        AND description.objsubid = 0
 WHERE c.relkind = 'v'
   AND c.oid >= 16384
   AND c.oid = ANY (%(relations)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
