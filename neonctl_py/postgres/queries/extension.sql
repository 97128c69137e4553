-- Every extension, with the schema of its objects and the versions that its installed one can be updated to.
SELECT e.extname,
       e.extnamespace,
       e.extversion,
       ARRAY(SELECT u.target
               FROM pg_catalog.pg_extension_update_paths(e.extname) u
              WHERE u.source = e.extversion AND u.path IS NOT NULL
              ORDER BY u.target),
       e.extrelocatable
  FROM pg_catalog.pg_extension e
