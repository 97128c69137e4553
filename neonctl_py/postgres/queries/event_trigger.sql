-- Every event trigger that no extension owns.
SELECT e.evtname,
       e.evtevent,
       e.evtowner,
       e.evtenabled::text,
       e.evttags,
       n.nspname,
       p.proname,
       pg_catalog.obj_description(e.oid, 'pg_event_trigger')
  FROM pg_catalog.pg_event_trigger e
  JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
