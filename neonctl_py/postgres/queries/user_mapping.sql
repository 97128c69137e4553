-- Every user mapping. Postgres shows the options only to some (and null to all others, as for a mapping that has none), so
-- the third column says whether we are among them.
SELECT m.srvid,
       m.umuser,
       coalesce((SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user), false)
           OR (m.umuser = 0 AND pg_catalog.pg_has_role(s.srvowner, 'USAGE'))
           OR (m.usename = current_user
               AND (pg_catalog.pg_has_role(s.srvowner, 'USAGE') OR pg_catalog.has_server_privilege(s.oid, 'USAGE'))),
       m.umoptions
  FROM pg_catalog.pg_user_mappings m
  JOIN pg_catalog.pg_foreign_server s ON s.oid = m.srvid
