select format('%%I.%%I', s.schemaname, s.indexrelname) as subject, pg_relation_size(s.indexrelid)::float8,
       format('on %%I, %%s', s.relname, pg_size_pretty(pg_relation_size(s.indexrelid)))
  from pg_stat_user_indexes s join pg_index i using (indexrelid)
 where s.idx_scan = 0 and not i.indisunique and not i.indisexclusion and not i.indisreplident
   and i.indisvalid and not exists (select from pg_constraint c where c.conindid = s.indexrelid)
   and not exists (select from pg_inherits h where h.inhrelid = s.indexrelid)
   and pg_relation_size(s.indexrelid) >= %(min_size)s
 order by 2 desc, 1
