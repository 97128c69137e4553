-- an integer column ends before a bigint sequence does
with owned as (
  select d.objid, min(case a.atttypid when 'int2'::regtype then 32767::bigint when 'int4'::regtype then 2147483647 end) as most
    from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
   where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
   group by d.objid
)
select format('%%I.%%I', s.schemaname, s.sequencename) as subject,
       (100.0 * case when s.increment_by > 0 then s.last_value::numeric / least(s.max_value, coalesce(o.most, s.max_value))
                     else s.last_value::numeric / s.min_value end)::float8,
       format('%%s of %%s', s.last_value, case when s.increment_by > 0 then least(s.max_value, coalesce(o.most, s.max_value)) else s.min_value end)
  from pg_sequences s
  join pg_class c on c.relname = s.sequencename and c.relnamespace = (select oid from pg_namespace where nspname = s.schemaname)
  left join owned o on o.objid = c.oid
 where s.last_value is not null and not s.cycle
   and (s.increment_by > 0 and s.max_value > 0 or s.increment_by < 0 and s.min_value < 0)
 order by 1
