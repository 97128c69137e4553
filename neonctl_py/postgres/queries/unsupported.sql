-- What is there of kinds that neonpy does not manage yet: (kind, schema or null, name). Objects of extensions and of
-- Postgres itself are left out; so is what only serves another object (a range's constructors, an identity column's sequence).
WITH owned AS MATERIALIZED (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype IN ('e', 'i')
), found (kind, class, oid, schema, name) AS (
    SELECT 'type', 'pg_catalog.pg_type'::regclass, t.oid, t.typnamespace, pg_catalog.quote_ident(t.typname)
      FROM pg_catalog.pg_type t
     WHERE (t.typtype = 'b' AND t.typelem = 0) OR (t.typtype = 'p' AND NOT t.typisdefined)
    UNION ALL
    SELECT 'text search parser', 'pg_catalog.pg_ts_parser'::regclass, p.oid, p.prsnamespace, pg_catalog.quote_ident(p.prsname)
      FROM pg_catalog.pg_ts_parser p
    UNION ALL
    SELECT 'text search template', 'pg_catalog.pg_ts_template'::regclass, t.oid, t.tmplnamespace, pg_catalog.quote_ident(t.tmplname)
      FROM pg_catalog.pg_ts_template t
    UNION ALL
    SELECT 'conversion', 'pg_catalog.pg_conversion'::regclass, c.oid, c.connamespace, pg_catalog.quote_ident(c.conname)
      FROM pg_catalog.pg_conversion c
    UNION ALL
    SELECT 'language', 'pg_catalog.pg_language'::regclass, l.oid, NULL, pg_catalog.quote_ident(l.lanname)
      FROM pg_catalog.pg_language l
    UNION ALL
    SELECT 'access method', 'pg_catalog.pg_am'::regclass, a.oid, NULL, pg_catalog.quote_ident(a.amname)
      FROM pg_catalog.pg_am a
    UNION ALL
    SELECT 'transform', 'pg_catalog.pg_transform'::regclass, t.oid, NULL,
           'for ' || pg_catalog.format_type(t.trftype, NULL) || ' language ' || pg_catalog.quote_ident(l.lanname)
      FROM pg_catalog.pg_transform t
      JOIN pg_catalog.pg_language l ON l.oid = t.trflang
    UNION ALL
    SELECT 'sequence of an identity column, logged otherwise than its table', 'pg_catalog.pg_database'::regclass, 0,
           c.relnamespace, pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i'
                                 AND d.refclassid = 'pg_catalog.pg_class'::regclass
      JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
     WHERE c.relkind = 'S' AND c.relpersistence <> t.relpersistence AND c.oid >= 16384
       AND pg_catalog.current_setting('server_version_num')::int >= 150000  -- before, all sequences were logged
    UNION ALL
    SELECT 'statistics target in an index',
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass ELSE 'pg_catalog.pg_constraint'::regclass END,
           coalesce(k.oid, c.oid), c.relnamespace,
           pg_catalog.quote_ident(c.relname) || '.' || pg_catalog.quote_ident(a.attname)
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('i', 'I')
      LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
     WHERE a.attstattarget >= 0 AND c.oid >= 16384 AND NOT a.attisdropped
       AND (k.oid IS NOT NULL OR c.relispartition)
    UNION ALL
    SELECT 'comment on an index that a partition has from its parent',
           CASE WHEN k.oid IS NULL THEN 'pg_catalog.pg_class'::regclass ELSE 'pg_catalog.pg_constraint'::regclass END,
           coalesce(k.oid, c.oid), c.relnamespace, pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_description d
      JOIN pg_catalog.pg_class c ON c.oid = d.objoid AND c.relkind IN ('i', 'I') AND c.relispartition
      LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
     WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0
       AND (k.oid IS NULL OR k.conparentid <> 0)
    UNION ALL
    SELECT 'grants on the sequence of an identity column', 'pg_catalog.pg_database'::regclass, 0, c.relnamespace,
           pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i'
      LEFT JOIN pg_catalog.pg_default_acl whole
             ON whole.defaclrole = c.relowner AND whole.defaclobjtype = 'S' AND whole.defaclnamespace = 0
      LEFT JOIN pg_catalog.pg_default_acl more
             ON more.defaclrole = c.relowner AND more.defaclobjtype = 'S' AND more.defaclnamespace = c.relnamespace
     WHERE c.relkind = 'S' AND c.relacl IS NOT NULL AND c.oid >= 16384
       AND EXISTS (  -- other than what default privileges gave it
           SELECT grantee, privilege_type, is_grantable
             FROM (SELECT 1 AS side, had.* FROM pg_catalog.aclexplode(c.relacl) had
                   UNION
                   SELECT 2, given.* FROM pg_catalog.aclexplode(
                       coalesce(whole.defaclacl, pg_catalog.acldefault('s', c.relowner)) || coalesce(more.defaclacl, '{}')) given) both_sides
            GROUP BY grantee, privilege_type, is_grantable
           HAVING count(DISTINCT side) = 1)
    UNION ALL
    SELECT 'security label', 'pg_catalog.pg_database'::regclass, 0, NULL, l.provider || ' on ' || l.objtype || ' ' || l.objname
      FROM pg_catalog.pg_seclabels l
    UNION ALL
    SELECT 'privileges on an object of an extension', 'pg_catalog.pg_database'::regclass, 0, NULL,
           e.extname || ': ' || pg_catalog.pg_describe_object(changed.class, changed.oid, 0)
      FROM (
        SELECT 'pg_catalog.pg_proc'::regclass AS class, p.oid, p.proacl AS acl, pg_catalog.acldefault('f', p.proowner) AS plain
          FROM pg_catalog.pg_proc p
        UNION ALL
        SELECT 'pg_catalog.pg_class'::regclass, c.oid, c.relacl,
               pg_catalog.acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
          FROM pg_catalog.pg_class c
        UNION ALL
        SELECT 'pg_catalog.pg_type'::regclass, t.oid, t.typacl, pg_catalog.acldefault('T', t.typowner)
          FROM pg_catalog.pg_type t
      ) changed
      JOIN pg_catalog.pg_depend d ON d.classid = changed.class AND d.objid = changed.oid AND d.deptype = 'e'
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid AND d.refclassid = 'pg_catalog.pg_extension'::regclass
      LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = changed.class AND i.objoid = changed.oid AND i.objsubid = 0
     WHERE changed.acl IS NOT NULL AND changed.oid >= 16384 AND e.extname NOT IN ('neon', 'plpgsql')
       AND ARRAY(SELECT entry::text FROM pg_catalog.unnest(changed.acl) entry ORDER BY 1)
           <> ARRAY(SELECT entry::text FROM pg_catalog.unnest(coalesce(i.initprivs, changed.plain)) entry ORDER BY 1)
    UNION ALL
    SELECT 'dependence on an extension', 'pg_catalog.pg_database'::regclass, 0, NULL,
           pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ' on ' || pg_catalog.quote_ident(e.extname)
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
     WHERE d.deptype = 'x' AND d.refclassid = 'pg_catalog.pg_extension'::regclass
    UNION ALL
    SELECT 'role settings in this database only', 'pg_catalog.pg_database'::regclass, d.oid, NULL,
           pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(s.setrole))
      FROM pg_catalog.pg_db_role_setting s
      JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase AND d.datname = pg_catalog.current_database()
     WHERE s.setrole <> 0
)
SELECT found.kind, n.nspname, found.name
  FROM found
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = found.schema
 WHERE (found.oid >= 16384 OR found.class = 'pg_catalog.pg_database'::regclass)
   AND (n.nspname IS NULL OR n.nspname !~ '^pg_')
   AND NOT EXISTS (SELECT FROM owned e WHERE e.classid = found.class AND e.objid = found.oid)
