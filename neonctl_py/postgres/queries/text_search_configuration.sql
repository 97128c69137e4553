-- Every text search configuration that no extension made, with (token type, dictionaries in their order).
SELECT t.oid,
       t.cfgnamespace,
       t.cfgname,
       t.cfgowner,
       pg_catalog.obj_description(t.oid, 'pg_ts_config'),
       CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
           || pg_catalog.quote_ident(p.prsname),
       (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(token.alias, m.mapdict::regdictionary::text)
                                    ORDER BY m.maptokentype, m.mapseqno)
          FROM pg_catalog.pg_ts_config_map m
          JOIN pg_catalog.ts_token_type(t.cfgparser) token ON token.tokid = m.maptokentype
         WHERE m.mapcfg = t.oid)
  FROM pg_catalog.pg_ts_config t
  JOIN pg_catalog.pg_ts_parser p ON p.oid = t.cfgparser
  JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
 WHERE t.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_ts_config'::regclass AND d.objid = t.oid AND d.deptype = 'e')
