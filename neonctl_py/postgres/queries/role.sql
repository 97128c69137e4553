-- Every role: its name is needed wherever an owner, a grantee or a policy is read. pg_roles (not pg_authid) hides the
-- password and is readable by everyone; its rolconfig is the setting for all databases.
SELECT r.oid,
       r.rolname,
       r.rolcanlogin,
       r.rolsuper,
       r.rolcreatedb,
       r.rolcreaterole,
       r.rolinherit,
       r.rolreplication,
       r.rolbypassrls,
       r.rolconnlimit,
       CASE WHEN r.rolvaliduntil IS NULL THEN NULL
            WHEN pg_catalog.isfinite(r.rolvaliduntil)
            THEN pg_catalog.to_char(r.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            ELSE r.rolvaliduntil::text END,
       r.rolconfig,
       pg_catalog.shobj_description(r.oid, 'pg_authid'),
       -- what the Neon API creates is made a direct member of neon_superuser
       EXISTS (SELECT FROM pg_catalog.pg_auth_members m
                 JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                WHERE m.member = r.oid AND g.rolname = 'neon_superuser')
  FROM pg_catalog.pg_roles r
