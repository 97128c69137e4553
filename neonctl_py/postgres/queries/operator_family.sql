-- Every operator family that no extension made, with the members that no operator class takes along.
SELECT f.opfnamespace,
       f.opfname || ' using ' || am.amname,
       f.opfowner,
       pg_catalog.obj_description(f.oid, 'pg_opfamily'),
       ARRAY(SELECT 'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::regoperator::text
                    || CASE WHEN o.amopsortfamily = 0 THEN ''
                            ELSE ' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname) END
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_amop o ON o.oid = d.objid
               LEFT JOIN pg_catalog.pg_opfamily s ON s.oid = o.amopsortfamily
               LEFT JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace
              WHERE d.classid = 'pg_catalog.pg_amop'::regclass
                AND d.refclassid = 'pg_catalog.pg_opfamily'::regclass AND d.refobjid = f.oid
                AND o.amopfamily = f.oid
             UNION ALL
             SELECT 'FUNCTION ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
                    || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure::text
               FROM pg_catalog.pg_depend d
               JOIN pg_catalog.pg_amproc p ON p.oid = d.objid
              WHERE d.classid = 'pg_catalog.pg_amproc'::regclass
                AND d.refclassid = 'pg_catalog.pg_opfamily'::regclass AND d.refobjid = f.oid)
  FROM pg_catalog.pg_opfamily f
  JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
 WHERE f.oid >= 16384
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_opfamily'::regclass AND d.objid = f.oid AND d.deptype = 'e')
