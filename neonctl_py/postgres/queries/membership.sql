-- Who is a member of what. From 16 on one membership may be granted by several grantors, each with its own options:
-- what counts for the member is any of them. Left out is the row that Postgres itself writes for whoever creates a
-- role (grantor is the bootstrap superuser, admin only): nobody granted it, and nobody can revoke it.
SELECT m.member,
       m.roleid,
       pg_catalog.bool_or(m.admin_option),
       pg_catalog.bool_or(m.inherit_option), pg_catalog.bool_or(m.set_option)  -- from 16
       NULL::boolean, NULL::boolean  -- before 16
  FROM pg_catalog.pg_auth_members m
 WHERE NOT (m.grantor = 10 AND m.admin_option AND NOT m.inherit_option AND NOT m.set_option)  -- from 16
 GROUP BY m.member, m.roleid
