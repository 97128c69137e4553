-- What each role may do with each relation: by privilege (yes, columns, no, unreachable: no USAGE of its schema) and by row-level security (all, some, none).
-- Parameter: the names of the roles. Partitions are left out: what is theirs is asked of their parent.
select
    n.nspname as schema,
    c.relname as name,
    r.rolname as role,
    k.command,
    case
        when not has_schema_privilege(r.oid, n.oid, 'usage') then 'unreachable'
        when has_table_privilege(r.oid, c.oid, k.command) then 'yes'
        when k.by_column and has_any_column_privilege(r.oid, c.oid, k.command) then 'columns'
        else 'no'
    end as privilege,
    case
        when not c.relrowsecurity or k.letter is null or r.rolsuper or r.rolbypassrls then 'all'
        when not c.relforcerowsecurity and pg_has_role(r.oid, c.relowner, 'usage') then 'all'
        when exists (
            select from pg_policy p
            where p.polrelid = c.oid and p.polpermissive and p.polcmd::text in ('*', k.letter) and exists (
                select from unnest(p.polroles) as holder (oid)
                where holder.oid = 0 or pg_has_role(r.oid, holder.oid, 'usage')
            )
        ) then 'some'
        else 'none'
    end as rows
from pg_class as c
join pg_namespace as n on n.oid = c.relnamespace
cross join pg_roles as r
cross join (
    values
        (1, 'select', 'r', true),
        (2, 'insert', 'a', true),
        (3, 'update', 'w', true),
        (4, 'delete', 'd', false),
        (5, 'truncate', null, false),
        (6, 'references', null, true),
        (7, 'trigger', null, false)
) as k (position, command, letter, by_column)
where c.relkind in ('r', 'p', 'v', 'm', 'f')
    and not c.relispartition
    and n.nspname !~ '^pg_'
    and n.nspname not in ('information_schema', 'neonpy', 'neon', 'neon_migration')
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
    and r.rolname = any (%s)
order by n.nspname, c.relname, r.rolname, k.position
