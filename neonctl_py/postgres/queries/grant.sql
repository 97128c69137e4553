-- Who may do what, for every object whose access list was ever touched (a null list is Postgres' default). The outer
-- join keeps objects whose list is empty: there even the owner's and PUBLIC's defaults were revoked.
SELECT lists.kind, lists.oid, lists.owner, lists.attnum, entry.grantor, entry.grantee, entry.privilege_type, entry.is_grantable
  FROM (
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' ELSE 'table' END AS kind,
           c.oid, c.relowner AS owner, 0::int2 AS attnum, c.relacl AS acl
      FROM pg_catalog.pg_class c
     WHERE c.relacl IS NOT NULL AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.oid >= 16384
    UNION ALL
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' ELSE 'table' END,
           c.oid, c.relowner, a.attnum, a.attacl
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     WHERE a.attacl IS NOT NULL AND c.oid >= 16384 AND NOT a.attisdropped
    UNION ALL
    SELECT 'sequence', c.oid, c.relowner, 0, c.relacl
      FROM pg_catalog.pg_class c
     WHERE c.relacl IS NOT NULL AND c.relkind = 'S' AND c.oid >= 16384
    UNION ALL
    SELECT 'schema', n.oid, n.nspowner, 0, n.nspacl
      FROM pg_catalog.pg_namespace n
     WHERE n.nspacl IS NOT NULL
    UNION ALL
    SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' ELSE 'type' END, t.oid, t.typowner, 0, t.typacl
      FROM pg_catalog.pg_type t
     WHERE t.typacl IS NOT NULL AND t.typtype IN ('e', 'd', 'c', 'r') AND t.oid >= 16384
    UNION ALL
    SELECT 'foreign_server', s.oid, s.srvowner, 0, s.srvacl
      FROM pg_catalog.pg_foreign_server s
     WHERE s.srvacl IS NOT NULL
    UNION ALL
    SELECT 'foreign_data_wrapper', w.oid, w.fdwowner, 0, w.fdwacl
      FROM pg_catalog.pg_foreign_data_wrapper w
     WHERE w.fdwacl IS NOT NULL
    UNION ALL
    SELECT 'function', p.oid, p.proowner, 0, p.proacl
      FROM pg_catalog.pg_proc p
     WHERE p.proacl IS NOT NULL AND p.oid >= 16384
    UNION ALL
    SELECT 'database', d.oid, d.datdba, 0, d.datacl
      FROM pg_catalog.pg_database d
     WHERE d.datacl IS NOT NULL AND d.datname = pg_catalog.current_database()
  ) lists
  LEFT JOIN LATERAL pg_catalog.aclexplode(lists.acl) entry ON true
