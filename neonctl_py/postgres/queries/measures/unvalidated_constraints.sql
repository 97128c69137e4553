select format('%%s: %%I', case when c.conrelid <> 0 then c.conrelid::regclass::text else c.contypid::regtype::text end, c.conname)
         as subject, 1::float8, pg_get_constraintdef(c.oid)
  from pg_constraint c join pg_namespace n on n.oid = c.connamespace
 where not c.convalidated and n.nspname !~ '^pg_'
   and c.conenforced -- from 18
 order by 1
