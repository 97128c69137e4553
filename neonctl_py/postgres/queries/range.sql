-- Every range type that no extension owns. What equals the subtype's own is null; functions are named in full.
SELECT t.oid,
       t.typnamespace,
       t.typname,
       t.typowner,
       pg_catalog.obj_description(t.oid, 'pg_type'),
       pg_catalog.format_type(r.rngsubtype, NULL),
       CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END,
       CASE WHEN r.rngcollation <> b.typcollation THEN r.rngcollation::regcollation::text END,
       nullif(r.rngcanonical::oid, 0)::regproc::text,
       nullif(r.rngsubdiff::oid, 0)::regproc::text,
       m.typname
  FROM pg_catalog.pg_range r
  JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
  JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
  JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
  JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
  JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
 WHERE t.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
