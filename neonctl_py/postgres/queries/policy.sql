-- Every row-level security policy. Role 0 is PUBLIC.
SELECT p.polrelid,
       p.polname,
       p.polpermissive,
       p.polcmd,
       p.polroles,
       pg_catalog.pg_get_expr(p.polqual, p.polrelid),
       pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid),
       description.description
  FROM pg_catalog.pg_policy p
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_policy'::regclass
        AND description.objoid = p.oid
 WHERE p.polrelid >= 16384
   AND p.polrelid = ANY (%(relations)s)  -- when narrowed
