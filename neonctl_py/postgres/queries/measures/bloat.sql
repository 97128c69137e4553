-- a page's header is 24 bytes, a row's 24 and its pointer's 4; rows end at multiples of 8
with widths as (
  select schemaname, tablename, sum((1 - null_frac) * avg_width) as width from pg_stats where not inherited group by 1, 2
), tables as (
  select n.nspname, c.relname, c.relpages::numeric as pages,
         ceil(c.reltuples::numeric * (28 + 8 * ceil(w.width::numeric / 8))
              / ((current_setting('block_size')::numeric - 24)
                 * coalesce((select option_value::numeric from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'), 100)
                 / 100)) as needed
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join widths w on w.schemaname = n.nspname and w.tablename = c.relname
   where c.relkind in ('r', 'm') and c.reltuples > 0 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
     and c.relpages * current_setting('block_size')::numeric >= %(min_size)s
)
select format('%%I.%%I', nspname, relname) as subject, (100 * greatest(0, pages - needed) / pages)::float8,
       format('%%s, of which about %%s is needed', pg_size_pretty(pages * current_setting('block_size')::numeric),
              pg_size_pretty(least(pages, needed) * current_setting('block_size')::numeric))
  from tables where pages > 0
 order by 1
