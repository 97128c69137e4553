-- client sessions against what they may be at the most
with sessions as (
  select usesysid, datid from pg_stat_activity where backend_type = 'client backend'
)
select 'the server' as subject,
       (100.0 * count(*) / (select greatest(1, current_setting('max_connections')::int
                                               - current_setting('superuser_reserved_connections')::int)))::float8,
       format('%%s of %%s connections', count(*), current_setting('max_connections'))
  from sessions
union all
select 'role ' || r.rolname, (100.0 * count(s.usesysid) / r.rolconnlimit)::float8,
       format('%%s of %%s connections', count(s.usesysid), r.rolconnlimit)
  from pg_roles r left join sessions s on s.usesysid = r.oid
 where r.rolcanlogin and r.rolconnlimit > 0
 group by r.rolname, r.rolconnlimit
union all
select 'database ' || d.datname, (100.0 * count(s.datid) / d.datconnlimit)::float8,
       format('%%s of %%s connections', count(s.datid), d.datconnlimit)
  from pg_database d left join sessions s on s.datid = d.oid
 where d.datconnlimit > 0
 group by d.datname, d.datconnlimit
 order by 1
