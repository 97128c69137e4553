select i.indexrelid::regclass::text as subject, 1::float8, format('on %%s', i.indrelid::regclass)
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
 where not i.indisvalid and c.relkind = 'i' and n.nspname !~ '^pg_'
   and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
 order by 1
