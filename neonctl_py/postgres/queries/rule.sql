-- Every rule but those that a view is made of.
SELECT r.ev_class,
       r.rulename,
       r.ev_type,
       r.ev_enabled,
       pg_catalog.pg_get_ruledef(r.oid),
       description.description
  FROM pg_catalog.pg_rewrite r
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_rewrite'::regclass
        AND description.objoid = r.oid
 WHERE r.rulename <> '_RETURN'
   AND r.oid >= 16384
   AND r.ev_class = ANY (%(relations)s)  -- when narrowed
