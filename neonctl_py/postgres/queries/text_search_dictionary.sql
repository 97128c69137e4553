-- Every text search dictionary that no extension made.
SELECT t.oid,
       t.dictnamespace,
       t.dictname,
       t.dictowner,
       pg_catalog.obj_description(t.oid, 'pg_ts_dict'),
       CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
           || pg_catalog.quote_ident(p.tmplname),
       t.dictinitoption
  FROM pg_catalog.pg_ts_dict t
  JOIN pg_catalog.pg_ts_template p ON p.oid = t.dicttemplate
  JOIN pg_catalog.pg_namespace n ON n.oid = p.tmplnamespace
 WHERE t.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_ts_dict'::regclass AND d.objid = t.oid AND d.deptype = 'e')
