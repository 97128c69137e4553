-- Every operator that no extension made. One without a function is only a name that another operator promised.
SELECT o.oid,
       o.oprnamespace,
       o.oprname || '(' || coalesce(pg_catalog.format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', '
           || pg_catalog.format_type(o.oprright, NULL) || ')',
       o.oprowner,
       pg_catalog.obj_description(o.oid, 'pg_operator'),
       CASE WHEN fn.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(fn.nspname) || '.' END || pg_catalog.quote_ident(f.proname),
       CASE WHEN cn.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(cn.nspname) || '.' END || c.oprname,
       CASE WHEN nn.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(nn.nspname) || '.' END || n.oprname,
       nullif(o.oprrest, 0)::regproc::text,
       nullif(o.oprjoin, 0)::regproc::text,
       o.oprcanhash,
       o.oprcanmerge
  FROM pg_catalog.pg_operator o
  JOIN pg_catalog.pg_proc f ON f.oid = o.oprcode
  JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
  LEFT JOIN pg_catalog.pg_operator c ON c.oid = o.oprcom
  LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = c.oprnamespace
  LEFT JOIN pg_catalog.pg_operator n ON n.oid = o.oprnegate
  LEFT JOIN pg_catalog.pg_namespace nn ON nn.oid = n.oprnamespace
 WHERE o.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
