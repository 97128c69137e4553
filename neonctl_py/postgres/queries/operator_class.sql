-- Every operator class that no extension made, with the members that go when it goes, as CREATE OPERATOR CLASS takes them.
-- (Since PostgreSQL 14 an access method may leave members to the family: those of gist and gin operators are the family's.)
SELECT c.opcnamespace,
       c.opcname || ' using ' || am.amname,
       c.opcowner,
       pg_catalog.obj_description(c.oid, 'pg_opclass'),
       pg_catalog.format_type(c.opcintype, NULL),
       c.opcdefault,
       CASE WHEN n.nspname = 'pg_catalog' THEN '' ELSE pg_catalog.quote_ident(n.nspname) || '.' END
           || pg_catalog.quote_ident(f.opfname),
       ARRAY(SELECT 'STORAGE ' || pg_catalog.format_type(c.opckeytype, NULL) WHERE c.opckeytype <> 0
             UNION ALL
             SELECT 'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text
                    || CASE WHEN o.amopsortfamily = 0 THEN ''
                            ELSE ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname) END
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_amop o ON o.oid = d.objid
               LEFT JOIN pg_catalog.pg_opfamily s ON s.oid = o.amopsortfamily
               LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace
              WHERE d.classid = 'pg_catalog.pg_amop'::regclass
                AND d.refclassid = 'pg_catalog.pg_opclass'::regclass AND d.refobjid = c.oid
             UNION ALL
             SELECT 'FUNCTION ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
                    || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure::text
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_amproc p ON p.oid = d.objid
              WHERE d.classid = 'pg_catalog.pg_amproc'::regclass
                AND d.refclassid = 'pg_catalog.pg_opclass'::regclass AND d.refobjid = c.oid)
  FROM pg_catalog.pg_opclass c
  JOIN pg_catalog.pg_am am ON am.oid = c.opcmethod
  JOIN pg_catalog.pg_opfamily f ON f.oid = c.opcfamily
  JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
 WHERE c.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_opclass'::regclass AND d.objid = c.oid AND d.deptype = 'e')
