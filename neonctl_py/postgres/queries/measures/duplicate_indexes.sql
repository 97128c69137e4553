select format('%%s: %%s', i.indrelid::regclass, string_agg(c.relname, ', ' order by c.relname)) as subject,
       1::float8, pg_get_indexdef(min(i.indexrelid::bigint)::oid)
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and i.indisvalid
 group by i.indrelid, c.relam, i.indkey, i.indclass, i.indcollation, i.indoption,
          pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)
having count(*) > 1
 order by 1
