-- What this database receives from others, table by table.
SELECT NOT s.subenabled OR coalesce(r.srsubstate, 'r') <> 'r' AS hurts,
       s.subname AS subscription,
       CASE WHEN r.srrelid IS NOT NULL THEN r.srrelid::regclass::text ELSE '' END AS "table",
       CASE r.srsubstate WHEN 'i' THEN 'not begun' WHEN 'd' THEN 'copies rows' WHEN 'f' THEN 'rows copied'
                         WHEN 's' THEN 'catches up' WHEN 'r' THEN 'follows' ELSE '' END AS state,
       s.subenabled AS enabled,
       array_to_string(s.subpublications, ', ') AS publications,
       coalesce(s.subslotname, '') AS slot,
       t.last_msg_receipt_time AS last_heard
  FROM pg_catalog.pg_subscription s
  LEFT JOIN pg_catalog.pg_subscription_rel r ON r.srsubid = s.oid
  LEFT JOIN pg_catalog.pg_stat_subscription t ON t.subid = s.oid AND t.relid IS NULL
 WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
 ORDER BY 1 DESC, 2, 3
