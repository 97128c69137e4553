"""What a database contains, as rows without oids, readable inside an open transaction (observe needs one of its own)."""

from __future__ import annotations

_MINE = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"

CATALOG = (
    """select 'role', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls, rolconnlimit,
              rolvaliduntil::text, shobj_description(oid, 'pg_authid') from pg_roles order by 2""",
    """select 'setting', setdatabase::regclass is null, setrole::regrole::text, setconfig from pg_db_role_setting order by 3, 4""",
    """select 'member', to_jsonb(m) - 'oid' - 'grantor' || jsonb_build_object('roleid', roleid::regrole, 'member', member::regrole)
         from pg_auth_members m order by 2""",
    """select 'database', datconnlimit, datdba::regrole::text, array(select unnest(coalesce(datacl, acldefault('d', datdba)))::text order by 1), shobj_description(oid, 'pg_database') from pg_database
        where datname = current_database()""",
    """select 'extension', extname, extversion, extnamespace::regnamespace::text from pg_extension order by 2""",
    f"""select 'schema', nspname, nspowner::regrole::text, array(select unnest(coalesce(nspacl, acldefault('n', nspowner)))::text order by 1), obj_description(n.oid) from pg_namespace n where {_MINE} order by 2""",
    f"""select 'type', typname, n.nspname, typowner::regrole::text, array(select unnest(coalesce(typacl, acldefault('T', typowner)))::text order by 1), typnotnull, typdefault, typcollation::regcollation::text,
              format_type(typbasetype, typtypmod), obj_description(t.oid, 'pg_type'),
              array(select enumlabel from pg_enum where enumtypid = t.oid order by enumsortorder)
         from pg_type t join pg_namespace n on n.oid = typnamespace where typtype in ('e', 'd') and {_MINE} order by 2, 3""",
    f"""select 'relation', relname, n.nspname, relkind, relowner::regrole::text, array(select unnest(coalesce(relacl, acldefault('r', relowner)))::text order by 1), relpersistence, relrowsecurity,
              relforcerowsecurity, relreplident, reloptions, pg_get_partkeydef(c.oid), pg_get_expr(relpartbound, c.oid),
              obj_description(c.oid, 'pg_class')
         from pg_class c join pg_namespace n on n.oid = relnamespace where {_MINE} order by 2, 3""",
    f"""select 'column', c.relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage,
              attcompression, attstattarget, attcollation::regcollation::text, nullif(attacl::text, '{{}}'), pg_get_expr(adbin, adrelid),
              col_description(c.oid, attnum)
         from pg_attribute a join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = relnamespace
         left join pg_attrdef d on adrelid = attrelid and adnum = attnum
        where attnum > 0 and not attisdropped and {_MINE} order by 2, 3""",
    f"""select 'constraint', conname, conrelid::regclass::text, pg_get_constraintdef(k.oid), convalidated, condeferrable,
              condeferred, obj_description(k.oid, 'pg_constraint')
         from pg_constraint k join pg_namespace n on n.oid = connamespace where {_MINE} order by 2, 3""",
    f"""select 'index', pg_get_indexdef(indexrelid), indisvalid, indisreplident
         from pg_index join pg_class c on c.oid = indexrelid join pg_namespace n on n.oid = relnamespace where {_MINE} order by 2""",
    """select 'policy', polname, polrelid::regclass::text, polcmd, polpermissive, polroles::regrole[]::text,
              pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid), obj_description(oid, 'pg_policy')
         from pg_policy order by 2""",
    f"""select 'view', relname, pg_get_viewdef(c.oid), relispopulated from pg_class c join pg_namespace n on n.oid = relnamespace
        where relkind in ('v', 'm') and {_MINE} order by 2""",
    """select 'rule', ev_class::regclass::text, rulename, ev_enabled, pg_get_ruledef(oid), obj_description(oid, 'pg_rewrite')
         from pg_rewrite where rulename <> '_RETURN' and oid >= 16384 order by 2, 3""",
    f"""select 'routine', p.oid::regprocedure::text, prokind, proowner::regrole::text,
              array(select unnest(coalesce(proacl, acldefault('f', proowner)))::text order by 1), to_jsonb(a) - 'aggfnoid',
              case when prokind <> 'a' then pg_get_functiondef(p.oid) end, obj_description(p.oid, 'pg_proc')
         from pg_proc p join pg_namespace n on n.oid = pronamespace left join pg_aggregate a on a.aggfnoid = p.oid
        where {_MINE} order by 2""",
    """select 'trigger', tgenabled, pg_get_triggerdef(oid), obj_description(oid, 'pg_trigger') from pg_trigger
        where not tgisinternal order by 3""",
    """select 'event trigger', evtname, evtevent, evtenabled, evttags, evtfoid::regproc::text, evtowner::regrole::text,
              obj_description(oid, 'pg_event_trigger') from pg_event_trigger order by 2""",
    """select 'sequence', s.schemaname, s.sequencename, to_jsonb(s)::text from pg_sequences s order by 2, 3""",
    *(
        f"""select '{catalog}', {prefix}name, to_jsonb(o) - array['oid', {without}]
             from {catalog} o where o.oid >= 16384
              and not exists (select from pg_depend e where e.classid = '{catalog}'::regclass and e.objid = o.oid and e.deptype = 'e')
            order by 2"""
        for catalog, prefix, without in (
            ("pg_foreign_data_wrapper", "fdw", "'x'"),
            ("pg_foreign_server", "srv", "'srvfdw'"),
            ("pg_operator", "opr", "'oprnamespace', 'oprcom', 'oprnegate'"),
            ("pg_opclass", "opc", "'opcnamespace', 'opcfamily'"),
            ("pg_opfamily", "opf", "'opfnamespace'"),
            ("pg_ts_dict", "dict", "'dictnamespace'"),
            ("pg_ts_config", "cfg", "'cfgnamespace'"),
            ("pg_publication", "pub", "'x'"),
        )
    ),
    """select 'user mapping', srvname, usename, array(select split_part(unnest(umoptions), '=', 1)) from pg_user_mappings order by 2, 3""",
    """select 'foreign table', ftrelid::regclass::text, ftoptions from pg_foreign_table order by 2""",
    """select 'foreign column', attrelid::regclass::text, attname, attfdwoptions from pg_attribute
        where attfdwoptions is not null order by 2, 3""",
    """select 'member of a family', amopopr::regoperator::text, amopstrategy from pg_amop where oid >= 16384
        union all
       select 'function of a family', amproc::regprocedure::text, amprocnum from pg_amproc where oid >= 16384 order by 1, 2""",
    """select 'cast', castsource::regtype::text, casttarget::regtype::text, castmethod, castcontext from pg_cast
        where oid >= 16384 order by 2, 3""",
    """select 'dictionary of a token', mapcfg::regconfig::text, maptokentype, mapseqno, mapdict::regdictionary::text
         from pg_ts_config_map where mapcfg >= 16384 order by 2, 3, 4""",
    """select 'published table', p.pubname, prrelid::regclass::text, to_jsonb(r) - array['oid', 'prpubid', 'prrelid']
         from pg_publication_rel r join pg_publication p on p.oid = r.prpubid order by 2, 3""",
    """select 'owned sequence', objid::regclass::text, refobjid::regclass::text, refobjsubid from pg_depend
        where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and deptype = 'a'
          and objid in (select seqrelid from pg_sequence) order by 2""",
    """select 'parent', inhrelid::regclass::text, inhparent::regclass::text, inhseqno from pg_inherits order by 2, 4""",
    f"""select 'collation', n.nspname, to_jsonb(c) - 'oid' - 'collnamespace' from pg_collation c join pg_namespace n on n.oid = collnamespace
        where {_MINE} order by 2, 3""",
    """select 'range', rngtypid::regtype::text, rngsubtype::regtype::text, rngsubdiff::text, rngmultitypid::regtype::text
         from pg_range where rngtypid >= 16384 order by 2""",
    """select 'statistics', stxname, to_jsonb(s)->>'stxstattarget', pg_get_statisticsobjdef(oid) from pg_statistic_ext s order by 2""",
    """select 'default privileges', defaclrole::regrole::text, defaclnamespace::regnamespace::text, defaclobjtype, defaclacl::text
         from pg_default_acl order by 2, 3, 4""",
)
