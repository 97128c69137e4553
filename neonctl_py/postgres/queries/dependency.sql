-- What uses what, by name: (kind, schema, name, part's kind, part's name) of the user, then the same of what it uses. A view's
-- uses are those of its query; a table's columns (with their defaults), constraints, indexes, policies, triggers and rules
-- have their own. What an extension made is the extension. Left out is what the values tell already: the schema that
-- something is in, foreign keys, what a partition belongs to, the column that owns a sequence, and what a part uses of its own table (but for triggers and rules).
-- Nearly all rows of pg_depend tie a part to its own table. They go first, by oid alone, and only what is left gets names.
WITH candidate AS MATERIALIZED (
    SELECT d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid
      FROM pg_catalog.pg_depend d
      LEFT JOIN pg_catalog.pg_policy p ON d.classid = 'pg_catalog.pg_policy'::regclass AND p.oid = d.objid
      LEFT JOIN pg_catalog.pg_constraint c ON d.classid = 'pg_catalog.pg_constraint'::regclass AND c.oid = d.objid
      LEFT JOIN pg_catalog.pg_index i ON d.classid = 'pg_catalog.pg_class'::regclass AND i.indexrelid = d.objid
     WHERE d.deptype IN ('n', 'a')
       AND d.objid >= 16384
       AND d.refobjid >= 16384
       AND d.refclassid <> 'pg_catalog.pg_namespace'::regclass
       -- automatically, a default, a constraint or a policy goes with its own table only, an index with its own columns
       AND NOT (d.deptype = 'a' AND d.refclassid = 'pg_catalog.pg_class'::regclass
                AND (d.classid IN ('pg_catalog.pg_attrdef'::regclass, 'pg_catalog.pg_constraint'::regclass, 'pg_catalog.pg_policy'::regclass)
                     OR d.classid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0))
       AND NOT (d.refclassid = 'pg_catalog.pg_class'::regclass AND coalesce(p.polrelid, c.conrelid, i.indrelid, 0) = d.refobjid)
       AND c.contype IS DISTINCT FROM 'f'
), wanted (class, oid) AS MATERIALIZED (
    SELECT classid, objid FROM candidate
    UNION
    SELECT refclassid, refobjid FROM candidate
), member AS MATERIALIZED (
    SELECT d.classid, d.objid, e.extname::text AS extname -- or coalesce() makes names of signatures, of 63 bytes
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
     WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::regclass
), relation AS MATERIALIZED (
    SELECT c.oid,
           CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view' WHEN 'f' THEN 'foreign_table'
                          WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite' ELSE 'table' END AS kind,
           n.nspname AS schema,
           c.relname::text AS name,
           e.extname
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN member e ON e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
       AND c.relpersistence <> 't'
       AND c.oid >= 16384
), typed AS MATERIALIZED (
    SELECT t.oid AS written, base.oid, base.typtype, base.typrelid, base.typnamespace, base.typname
      FROM pg_catalog.pg_type t
      LEFT JOIN pg_catalog.pg_type element ON element.typarray = t.oid
      LEFT JOIN pg_catalog.pg_range multi ON multi.rngmultitypid = coalesce(element.oid, t.oid)
      JOIN pg_catalog.pg_type base ON base.oid = coalesce(multi.rngtypid, element.oid, t.oid)
     WHERE t.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_type'::regclass)
), part (class, oid, home, kind, name, attnum) AS MATERIALIZED (
    SELECT 'pg_catalog.pg_class'::regclass, i.indexrelid, i.indrelid,
           CASE WHEN con.oid IS NULL THEN 'index' ELSE 'constraint' END, coalesce(con.conname, c.relname), NULL::int2
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      LEFT JOIN pg_catalog.pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u', 'x')
     WHERE i.indexrelid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_class'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_attrdef'::regclass, d.oid, d.adrelid, 'column', NULL, d.adnum
      FROM pg_catalog.pg_attrdef d
     WHERE d.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_attrdef'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::regclass, c.oid, c.conrelid, 'constraint', c.conname, NULL
      FROM pg_catalog.pg_constraint c
     WHERE c.conrelid <> 0 AND c.contype <> 'f'
       AND c.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_constraint'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_policy'::regclass, p.oid, p.polrelid, 'policy', p.polname, NULL
      FROM pg_catalog.pg_policy p
     WHERE p.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_policy'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_trigger'::regclass, t.oid, t.tgrelid, 'trigger', t.tgname, NULL
      FROM pg_catalog.pg_trigger t
     WHERE NOT t.tgisinternal
       AND t.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_trigger'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_rewrite'::regclass, r.oid, r.ev_class,
           CASE WHEN r.rulename = '_RETURN' THEN NULL ELSE 'rule' END, nullif(r.rulename, '_RETURN'), NULL
      FROM pg_catalog.pg_rewrite r
     WHERE r.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_rewrite'::regclass)
), object (class, oid, home, kind, schema, name, part_kind, part_name, extname, attnum) AS MATERIALIZED (
    SELECT 'pg_catalog.pg_class'::regclass, r.oid, r.oid, r.kind, r.schema, r.name, NULL, NULL::text, r.extname, NULL::int2
      FROM relation r
     WHERE r.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_class'::regclass)
    UNION ALL
    SELECT p.class, p.oid, r.oid, r.kind, r.schema, r.name, p.kind, p.name, r.extname, p.attnum
      FROM part p
      JOIN relation r ON r.oid = p.home
    UNION ALL
    SELECT 'pg_catalog.pg_type'::regclass, t.written, coalesce(r.oid, t.oid),
           coalesce(r.kind, CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'type' END),
           coalesce(r.schema, n.nspname), coalesce(r.name, t.typname), NULL, NULL, coalesce(r.extname, e.extname), NULL
      FROM typed t
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN relation r ON r.oid = t.typrelid
      LEFT JOIN member e ON e.classid = 'pg_catalog.pg_type'::regclass AND e.objid = t.oid
    UNION ALL
    SELECT 'pg_catalog.pg_constraint'::regclass, c.oid, t.oid, 'domain', n.nspname, t.typname, 'constraint', c.conname, e.extname, NULL
      FROM pg_catalog.pg_constraint c
      JOIN pg_catalog.pg_type t ON t.oid = c.contypid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN member e ON e.classid = 'pg_catalog.pg_type'::regclass AND e.objid = t.oid
     WHERE c.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_constraint'::regclass)
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::regclass, p.oid, p.oid, CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END,
           n.nspname,
           p.proname || '(' || pg_catalog.array_to_string(
               ARRAY(SELECT pg_catalog.format_type(argument.type, NULL)
                       FROM pg_catalog.unnest(p.proargtypes::oid[]) WITH ORDINALITY AS argument (type, n)
                      ORDER BY argument.n), ', ') || ')',
           NULL, NULL, e.extname, NULL
      FROM pg_catalog.pg_proc p
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      LEFT JOIN member e ON e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = p.oid
     WHERE p.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_proc'::regclass)
       -- a range's constructors come and go with it
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend own
                        WHERE own.classid = 'pg_catalog.pg_proc'::regclass AND own.objid = p.oid AND own.deptype = 'i')
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass, o.oid, o.oid, 'operator', n.nspname,
           o.oprname || '(' || coalesce(pg_catalog.format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', '
               || pg_catalog.format_type(nullif(o.oprright, 0), NULL) || ')',
           NULL, NULL, e.extname, NULL
      FROM pg_catalog.pg_operator o
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      LEFT JOIN member e ON e.classid = 'pg_catalog.pg_operator'::regclass AND e.objid = o.oid
     WHERE o.oid IN (SELECT w.oid FROM wanted w WHERE w.class = 'pg_catalog.pg_operator'::regclass)
    UNION ALL
    SELECT simple.class, simple.oid, simple.oid, simple.kind, n.nspname, simple.name, NULL, NULL, e.extname, NULL
      FROM (
        SELECT 'pg_catalog.pg_collation'::regclass AS class, c.oid, 'collation' AS kind, c.collnamespace AS schema, c.collname AS name
          FROM pg_catalog.pg_collation c
        UNION ALL
        SELECT 'pg_catalog.pg_ts_config'::regclass, c.oid, 'text_search_configuration', c.cfgnamespace, c.cfgname
          FROM pg_catalog.pg_ts_config c
        UNION ALL
        SELECT 'pg_catalog.pg_ts_dict'::regclass, c.oid, 'text_search_dictionary', c.dictnamespace, c.dictname
          FROM pg_catalog.pg_ts_dict c
        UNION ALL
        SELECT 'pg_catalog.pg_statistic_ext'::regclass, s.oid, 'statistics', s.stxnamespace, s.stxname
          FROM pg_catalog.pg_statistic_ext s
        UNION ALL
        SELECT 'pg_catalog.pg_opclass'::regclass, o.oid, 'operator_class', o.opcnamespace, o.opcname || ' using ' || am.amname
          FROM pg_catalog.pg_opclass o
          JOIN pg_catalog.pg_am am ON am.oid = o.opcmethod
        UNION ALL
        SELECT 'pg_catalog.pg_opfamily'::regclass, o.oid, 'operator_family', o.opfnamespace, o.opfname || ' using ' || am.amname
          FROM pg_catalog.pg_opfamily o
          JOIN pg_catalog.pg_am am ON am.oid = o.opfmethod
        UNION ALL
        SELECT 'pg_catalog.pg_amop'::regclass, m.oid, CASE WHEN c.oid IS NULL THEN 'operator_family' ELSE 'operator_class' END,
               coalesce(c.opcnamespace, f.opfnamespace), coalesce(c.opcname, f.opfname) || ' using ' || am.amname
          FROM pg_catalog.pg_amop m
          JOIN pg_catalog.pg_opfamily f ON f.oid = m.amopfamily
          JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
          LEFT JOIN pg_catalog.pg_depend d
                 ON d.classid = 'pg_catalog.pg_amop'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::regclass
          LEFT JOIN pg_catalog.pg_opclass c ON c.oid = d.refobjid
         WHERE m.oid >= 16384
           AND NOT EXISTS (SELECT FROM member x
                            WHERE (x.classid = 'pg_catalog.pg_opfamily'::regclass AND x.objid = f.oid)
                               OR (x.classid = 'pg_catalog.pg_opclass'::regclass AND x.objid = c.oid))
        UNION ALL
        SELECT 'pg_catalog.pg_amproc'::regclass, m.oid, CASE WHEN c.oid IS NULL THEN 'operator_family' ELSE 'operator_class' END,
               coalesce(c.opcnamespace, f.opfnamespace), coalesce(c.opcname, f.opfname) || ' using ' || am.amname
          FROM pg_catalog.pg_amproc m
          JOIN pg_catalog.pg_opfamily f ON f.oid = m.amprocfamily
          JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
          LEFT JOIN pg_catalog.pg_depend d
                 ON d.classid = 'pg_catalog.pg_amproc'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::regclass
          LEFT JOIN pg_catalog.pg_opclass c ON c.oid = d.refobjid
         WHERE m.oid >= 16384
           AND NOT EXISTS (SELECT FROM member x
                            WHERE (x.classid = 'pg_catalog.pg_opfamily'::regclass AND x.objid = f.oid)
                               OR (x.classid = 'pg_catalog.pg_opclass'::regclass AND x.objid = c.oid))
        UNION ALL
        SELECT 'pg_catalog.pg_cast'::regclass, c.oid, 'cast', NULL::oid,
               pg_catalog.format_type(c.castsource, NULL) || ' as ' || pg_catalog.format_type(c.casttarget, NULL)
          FROM pg_catalog.pg_cast c
         WHERE c.oid >= 16384
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend own
                            WHERE own.classid = 'pg_catalog.pg_cast'::regclass AND own.objid = c.oid AND own.deptype = 'i')
        UNION ALL
        SELECT 'pg_catalog.pg_event_trigger'::regclass, t.oid, 'event_trigger', NULL, t.evtname
          FROM pg_catalog.pg_event_trigger t
        UNION ALL
        SELECT 'pg_catalog.pg_publication_rel'::regclass, r.oid, 'publication', NULL, p.pubname
          FROM pg_catalog.pg_publication_rel r
          JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
        UNION ALL
        SELECT 'pg_catalog.pg_foreign_server'::regclass, s.oid, 'foreign_server', NULL, s.srvname
          FROM pg_catalog.pg_foreign_server s
        UNION ALL
        SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass, w.oid, 'foreign_data_wrapper', NULL, w.fdwname
          FROM pg_catalog.pg_foreign_data_wrapper w
      ) simple
      LEFT JOIN pg_catalog.pg_namespace n ON n.oid = simple.schema
      LEFT JOIN member e ON e.classid = simple.class AND e.objid = simple.oid
     WHERE (simple.class, simple.oid) IN (SELECT w.class, w.oid FROM wanted w)
), attribute AS MATERIALIZED (
    -- one look for each: there are few of them among all
    SELECT a.*
      FROM (SELECT DISTINCT o.home FROM object o) relation
     CROSS JOIN LATERAL (SELECT a.attrelid, a.attnum, a.attname
                           FROM pg_catalog.pg_attribute a WHERE a.attrelid = relation.home AND a.attnum > 0 OFFSET 0) a
)
SELECT user_of.kind, user_of.schema, user_of.name,
       CASE WHEN user_column.attnum IS NULL THEN user_of.part_kind ELSE 'column' END,
       coalesce(user_column.attname, user_of.part_name),
       CASE WHEN used.extname IS NULL THEN used.kind ELSE 'extension' END,
       CASE WHEN used.extname IS NULL THEN used.schema END,
       coalesce(used.extname, used.name),
       CASE WHEN used.extname IS NOT NULL THEN NULL WHEN used_column.attnum IS NULL THEN used.part_kind ELSE 'column' END,
       CASE WHEN used.extname IS NULL THEN coalesce(used_column.attname, used.part_name) END
  FROM candidate d
  JOIN object user_of ON user_of.class = d.classid AND user_of.oid = d.objid AND user_of.extname IS NULL
  JOIN object used ON used.class = d.refclassid AND used.oid = d.refobjid
  LEFT JOIN attribute user_column
         ON user_column.attrelid = user_of.home
        AND user_column.attnum = coalesce(user_of.attnum, CASE WHEN d.classid = 'pg_catalog.pg_class'::regclass THEN nullif(d.objsubid, 0) END)
  LEFT JOIN attribute used_column
         ON d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
        AND used_column.attrelid = d.refobjid AND used_column.attnum = d.refobjsubid
 WHERE user_of.kind <> 'sequence'
   -- a range's constructors and casts are parts of it
   AND NOT (d.classid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_cast'::regclass)
            AND EXISTS (SELECT FROM pg_catalog.pg_depend i
                         WHERE i.classid = d.classid AND i.objid = d.objid AND i.deptype = 'i'))
   AND (user_of.home <> used.home OR user_of.part_kind IN ('trigger', 'rule'))
