-- Every function and procedure that no extension owns and that serves nothing else (a range's constructors). Names, modes, types and
-- defaults of the arguments stand side by side; those of RETURNS TABLE (mode t) are in the result's text instead.
SELECT p.oid,
       p.pronamespace,
       p.proname,
       p.proowner,
       pg_catalog.obj_description(p.oid, 'pg_proc'),
       p.prokind::text,
       argument.modes,
       argument.names,
       argument.types,
       argument.defaults,
       pg_catalog.pg_get_function_result(p.oid),
       l.lanname,
       p.prosrc,
       pg_catalog.pg_get_function_sqlbody(p.oid),
       p.probin,
       p.provolatile::text,
       p.proisstrict,
       p.prosecdef,
       p.proleakproof,
       p.proparallel::text,
       p.procost,
       p.prorows,
       CASE WHEN p.prosupport <> 0 THEN p.prosupport::regproc::text END,
       ARRAY(SELECT pg_catalog.format_type(t, NULL) FROM pg_catalog.unnest(p.protrftypes) t),
       p.proconfig
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 CROSS JOIN LATERAL (
    SELECT pg_catalog.array_agg(coalesce(p.proargmodes[a.n], 'i')::text ORDER BY a.n) AS modes,
           pg_catalog.array_agg(coalesce(p.proargnames[a.n], '') ORDER BY a.n) AS names,
           pg_catalog.array_agg(pg_catalog.format_type(a.type, NULL) ORDER BY a.n) AS types,
           pg_catalog.array_agg(pg_catalog.pg_get_function_arg_default(p.oid, a.n::int) ORDER BY a.n) AS defaults
      FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a (type, n)
  ) argument
 WHERE p.prokind <> 'a'
   AND p.oid >= 16384
   AND p.oid = ANY (%(functions)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
