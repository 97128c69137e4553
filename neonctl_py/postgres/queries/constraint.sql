-- Every constraint of tables and domains that was made where it stands: not what a partition or child inherited, not
-- NOT NULL (a fact of the column).
SELECT c.conrelid,
       c.contypid,
       c.conname,
       c.contype,
       c.conkey,
       i.indkey::text,
       i.indnkeyatts,
       i.indnullsnotdistinct,  -- from 15
       false,  -- before 15
       CASE c.contype WHEN 'c' THEN pg_catalog.pg_get_expr(c.conbin, c.conrelid)
                      WHEN 'x' THEN pg_catalog.pg_get_constraintdef(c.oid) END,
       c.connoinherit,
       c.convalidated,
       c.condeferrable,
       c.condeferred,
       referenced_schema.nspname,
       referenced.relname,
       c.confrelid,
       c.confkey,
       c.confdeltype,
       c.confupdtype,
       c.confdelsetcols,  -- from 15
       NULL::int2[],  -- before 15
       c.confmatchtype,
       c.conenforced, c.conperiod,  -- from 18
       true, false,  -- before 18
       own.reloptions,
       coalesce(i.indisvalid, true),
       index_description.description,
       description.description
  FROM pg_catalog.pg_constraint c
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u')
  LEFT JOIN pg_catalog.pg_class own ON own.oid = c.conindid AND c.contype IN ('p', 'u')
  LEFT JOIN pg_catalog.pg_class referenced ON referenced.oid = c.confrelid AND c.contype = 'f'
  LEFT JOIN pg_catalog.pg_namespace referenced_schema ON referenced_schema.oid = referenced.relnamespace
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_constraint'::regclass
        AND description.objoid = c.oid
  LEFT JOIN pg_catalog.pg_description index_description
         ON index_description.classoid = 'pg_catalog.pg_class'::regclass
        AND index_description.objoid = c.conindid
        AND index_description.objsubid = 0
        AND c.contype IN ('p', 'u', 'x')
 WHERE c.contype IN ('p', 'u', 'c', 'f', 'x')
   AND c.oid >= 16384
   AND (c.conrelid = ANY (%(relations)s) OR c.contypid = ANY (%(types)s))  -- when narrowed
   AND c.conparentid = 0
   AND c.conislocal
