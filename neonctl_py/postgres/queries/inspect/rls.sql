-- Row-level security, table by table. Policies count only where it is enabled; the owner is bound only where it is forced.
SELECT (NOT c.relrowsecurity AND p.policies > 0) OR (c.relrowsecurity AND p.policies = 0) AS hurts,
       n.nspname || '.' || c.relname AS "table",
       CASE WHEN c.relforcerowsecurity AND c.relrowsecurity THEN 'forced' WHEN c.relrowsecurity THEN 'enabled' ELSE 'off' END AS row_security,
       p.policies,
       coalesce(p.commands, '') AS commands,
       coalesce(p.roles, '') AS roles,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       CASE WHEN NOT c.relrowsecurity AND p.policies > 0 THEN 'policies without effect: it is off'
            WHEN c.relrowsecurity AND p.policies = 0 THEN 'no policy: nobody but the owner sees a row'
            WHEN c.relrowsecurity AND NOT c.relforcerowsecurity THEN 'the owner sees all rows'
            ELSE '' END AS note
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT o.oid) AS policies,
           string_agg(DISTINCT CASE o.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                                             WHEN 'd' THEN 'delete' ELSE 'all' END, ', ') AS commands,
           string_agg(DISTINCT w.name, ', ') AS roles
      FROM pg_catalog.pg_policy o
      CROSS JOIN LATERAL (
        SELECT CASE u.role WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(u.role)::text END AS name
          FROM pg_catalog.unnest(o.polroles) AS u(role)
         LIMIT 1000
      ) w
     WHERE o.polrelid = c.oid
  ) p
 WHERE c.relkind IN ('r', 'p')
   AND n.nspname !~ '^(pg_|information_schema$)'
 ORDER BY 1 DESC, c.relrowsecurity, 2
