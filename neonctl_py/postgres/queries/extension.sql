-- Every extension, with the schema of its objects, the versions that its installed one can be updated to, and its comment: the one
-- that it brought along is its files' business, and only those files tell it.
SELECT e.extname,
       e.extnamespace,
       e.extversion,
       ARRAY(SELECT u.target
               FROM pg_catalog.pg_extension_update_paths(e.extname) u
              WHERE u.source = e.extversion AND u.path IS NOT NULL
              ORDER BY u.target),
       description.description,
       available.comment,
       e.extrelocatable
  FROM pg_catalog.pg_extension e
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_extension'::regclass
        AND description.objoid = e.oid
  LEFT JOIN pg_catalog.pg_available_extensions available ON available.name = e.extname
