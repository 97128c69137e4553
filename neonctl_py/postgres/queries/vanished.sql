-- Which relations of our snapshot vanished while we read? The list is the snapshot's; the function looks at what is there
-- now (as the deparsing functions did, which answered null for these) and is null for what is gone.
SELECT c.oid
  FROM pg_catalog.pg_class c
 WHERE c.oid >= 16384
   AND c.relkind IN ('r', 'p', 'i', 'I', 'v', 'm')
   AND pg_catalog.pg_table_is_visible(c.oid) IS NULL
