select format('%%s: %%I', c.conrelid::regclass, c.conname) as subject, 1::float8, pg_get_constraintdef(c.oid)
  from pg_constraint c join pg_namespace n on n.oid = c.connamespace
 where c.contype = 'f' and c.conparentid = 0 and n.nspname !~ '^pg_'
   and not exists (
     select from pg_index i
      where i.indrelid = c.conrelid and i.indisvalid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
 order by 1
