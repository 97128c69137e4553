-- Indexes that nobody can use and every write keeps up to date: a CONCURRENTLY that was interrupted leaves them.
SELECT true AS hurts,
       n.nspname || '.' || c.relname AS index,
       t.relname AS "table",
       pg_catalog.pg_relation_size(c.oid) AS size_bytes,
       CASE WHEN NOT i.indisready THEN 'not built' ELSE 'built, not checked' END AS state,
       EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid) AS is_being_built
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i'
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid
   AND n.nspname !~ '^pg_'
 ORDER BY 4 DESC, 2
