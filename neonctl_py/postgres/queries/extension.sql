-- Every extension, with the schema of its objects.
SELECT e.extname, e.extnamespace, e.extversion
  FROM pg_catalog.pg_extension e
