-- What roles other than the owner may do with schemas, tables and sequences. PUBLIC is everyone who can connect.
WITH acls AS (
  SELECT '' AS attribute, 'schema' AS kind, n.nspname::text AS name, n.nspowner AS owner, n.nspacl AS acl
    FROM pg_catalog.pg_namespace n
   WHERE n.nspname !~ '^(pg_|information_schema$)'
  UNION ALL
  SELECT '', CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'table' END,
         n.nspname || '.' || c.relname, c.relowner, c.relacl
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^(pg_|information_schema$)'
     AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e
                      WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
  UNION ALL
  SELECT a.attname, 'columns', n.nspname || '.' || c.relname, c.relowner, a.attacl
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE a.attacl IS NOT NULL AND n.nspname !~ '^(pg_|information_schema$)'
  UNION ALL
  SELECT '', 'database', d.datname::text, d.datdba, coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))
    FROM pg_catalog.pg_database d
   WHERE d.datname = pg_catalog.current_database()
), given AS (
  SELECT g.grantee, acls.kind, acls.name, lower(g.privilege_type) AS privilege,
         CASE WHEN acls.kind = 'columns' THEN ' (' || string_agg(acls.attribute, ', ' ORDER BY acls.attribute) || ')' ELSE '' END AS columns,
         bool_or(g.is_grantable) AS may_pass_on
    FROM acls, pg_catalog.aclexplode(acls.acl) g
   WHERE g.grantee <> acls.owner
   GROUP BY g.grantee, acls.kind, acls.name, g.privilege_type
)
SELECT v.grantee = 0 AND (v.kind IN ('table', 'columns', 'view', 'sequence') OR bool_or(v.privilege = 'create')) AS hurts,
       CASE v.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(v.grantee)::text END AS role,
       v.kind,
       v.name,
       string_agg(v.privilege || v.columns, ', ' ORDER BY v.privilege) AS privileges,
       bool_or(v.may_pass_on) AS may_pass_on
  FROM given v
 GROUP BY v.grantee, v.kind, v.name
 ORDER BY 1 DESC, 2, array_position(ARRAY['database', 'schema', 'table', 'view', 'materialized view', 'columns', 'sequence'], v.kind), 4
