-- Installed extensions, and whether the server has a newer version of them.
SELECT e.extversion <> a.default_version AS hurts,
       e.extname AS extension,
       e.extversion AS version,
       a.default_version AS available,
       n.nspname AS schema,
       a.comment AS what
  FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
  LEFT JOIN pg_catalog.pg_available_extensions a ON a.name = e.extname
 ORDER BY 1 DESC NULLS LAST, 2
