-- Who may come in, with which powers, how many at once, and of which roles each is a member.
SELECT (r.rolcanlogin AND r.rolsuper AND r.oid <> 10 AND r.rolname <> 'cloud_admin')
         OR coalesce(r.rolvaliduntil < pg_catalog.now() + interval '14 days' AND r.rolcanlogin, false) AS hurts,
       r.rolname AS role,
       r.rolcanlogin AS may_log_in,
       concat_ws(', ', CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolbypassrls THEN 'bypasses RLS' END,
                 CASE WHEN r.rolcreaterole THEN 'creates roles' END, CASE WHEN r.rolcreatedb THEN 'creates databases' END,
                 CASE WHEN r.rolreplication THEN 'replication' END) AS powers,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usesysid = r.oid) AS connections,
       nullif(r.rolconnlimit, -1) AS role_limit,
       nullif(r.rolvaliduntil, 'infinity') AS password_ends,
       coalesce((SELECT string_agg(g.rolname, ', ' ORDER BY g.rolname)
                   FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
                  WHERE m.member = r.oid), '') AS member_of,
       coalesce(array_to_string(s.setconfig, ', '), '') AS own_settings
  FROM pg_catalog.pg_roles r
  LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0
 WHERE r.rolname !~ '^pg_'
 ORDER BY 1 DESC, r.rolcanlogin DESC, 2
