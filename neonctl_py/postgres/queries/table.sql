-- Every table (plain or partitioned, or foreign: foreign_table.sql has more of it) that no extension owns and that outlives the session, with what the statistics
-- say about its size: reltuples is -1 where nothing was analysed yet, then the counter of live rows stands in for it.
-- (pg_relation_size would open every table, and wait for whoever has locked one exclusively.)
SELECT c.oid,
       c.relnamespace,
       c.relname,
       c.relowner,
       c.relpersistence = 'u',
       c.relrowsecurity,
       c.relforcerowsecurity,
       c.reloptions,
       toast.reloptions,
       c.relreplident,
       CASE WHEN c.relreplident = 'i'
            THEN (SELECT ic.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
                   WHERE i.indrelid = c.oid AND i.indisreplident) END,
       CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
       c.relispartition,
       CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END,
       parents.names,
       CASE WHEN c.relkind = 'p' THEN am.amname ELSE coalesce(am.amname, 'heap') END,
       description.description,
       CASE WHEN c.reltuples < 0 THEN pg_catalog.pg_stat_get_live_tuples(c.oid) ELSE c.reltuples::bigint END,
       c.relpages::bigint * pg_catalog.current_setting('block_size')::bigint,
       clustered.relname,
       CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END,
       CASE WHEN c.relispartition THEN ARRAY(
           SELECT ARRAY[t.tgname::text, t.tgenabled::text]
             FROM pg_catalog.pg_trigger t
             JOIN pg_catalog.pg_trigger above ON above.oid = t.tgparentid
            WHERE t.tgrelid = c.oid AND t.tgenabled <> above.tgenabled AND NOT (t.tgisinternal AND t.tgconstraint <> 0)
            ORDER BY t.tgname) END,
       -- what it has because its parent has it: (kind, name, the parent's name, its own parameters)
       CASE WHEN c.relispartition THEN ARRAY(
           SELECT ARRAY[CASE WHEN k.oid IS NULL THEN 'index' ELSE 'constraint' END, own.relname, above.relname,
                        CASE WHEN own.reloptions IS DISTINCT FROM above.reloptions
                             THEN coalesce(pg_catalog.array_to_string(own.reloptions, E'\n'), '') END]
             FROM pg_catalog.pg_index i
             JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.indexrelid
             JOIN pg_catalog.pg_class own ON own.oid = h.inhrelid
             JOIN pg_catalog.pg_class above ON above.oid = h.inhparent
             LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
            WHERE i.indrelid = c.oid
            UNION ALL
           SELECT ARRAY['constraint', k.conname, above.conname, NULL::text]
             FROM pg_catalog.pg_constraint k
             JOIN pg_catalog.pg_constraint above ON above.oid = k.conparentid
            WHERE k.conrelid = c.oid AND k.contype = 'f' AND above.conrelid <> c.oid) END,
       CASE WHEN parents.names IS NOT NULL THEN ARRAY(
           SELECT k.conname::text
             FROM pg_catalog.pg_constraint k
             JOIN pg_catalog.pg_inherits h ON h.inhrelid = k.conrelid
             JOIN pg_catalog.pg_constraint above ON above.conrelid = h.inhparent AND above.conname = k.conname
            WHERE k.conrelid = c.oid AND k.contype = 'c' AND NOT k.conislocal AND k.convalidated
              AND above.contype = 'c' AND NOT above.convalidated
            ORDER BY k.conname) END,
       CASE WHEN parents.names IS NOT NULL THEN ARRAY(  -- from 18
           SELECT ARRAY[a.attname, k.conname, k.conislocal::text, k.connoinherit::text, k.convalidated::text]  -- from 18
             FROM pg_catalog.pg_constraint k  -- from 18
             JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]  -- from 18
            WHERE k.conrelid = c.oid AND k.contype = 'n'  -- from 18
            ORDER BY a.attname) END,  -- from 18
       NULL,  -- before 18
       c.relkind = 'f',
       -- a partition's columns, where they stand in another order than its parent's
       CASE WHEN c.relispartition THEN (
           SELECT CASE WHEN array_agg(own.attname::text ORDER BY own.attnum)
                            <> array_agg(own.attname::text ORDER BY above.attnum)
                       THEN array_agg(own.attname::text ORDER BY own.attnum) END
             FROM pg_catalog.pg_inherits h
             JOIN pg_catalog.pg_attribute own ON own.attrelid = h.inhrelid
             JOIN pg_catalog.pg_attribute above ON above.attrelid = h.inhparent AND above.attname = own.attname
            WHERE h.inhrelid = c.oid AND own.attnum > 0 AND NOT own.attisdropped) END
  FROM pg_catalog.pg_class c
  LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
  LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
  LEFT JOIN (SELECT i.indrelid, ic.relname
               FROM pg_catalog.pg_index i
               JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indisclustered) clustered ON clustered.indrelid = c.oid
  LEFT JOIN (SELECT i.inhrelid, pg_catalog.array_agg(i.inhparent::regclass::text ORDER BY i.inhseqno) AS names
               FROM pg_catalog.pg_inherits i
              GROUP BY i.inhrelid) parents ON parents.inhrelid = c.oid
  LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.pg_class'::regclass
        AND description.objoid = c.oid
        AND description.objsubid = 0
 WHERE c.relkind IN ('r', 'p', 'f')
   AND (c.relpersistence <> 't'
    OR c.oid = ANY (%(relations)s)  -- when narrowed
       )
   AND c.oid >= 16384
   AND c.oid = ANY (%(relations)s)  -- when narrowed
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
