-- Which database of which server's life this is: a copy, a restored or a recreated one of the same name is another.
SELECT d.oid, pg_catalog.pg_postmaster_start_time()::text, pg_catalog.current_setting('port')
  FROM pg_catalog.pg_database d
 WHERE d.datname = pg_catalog.current_database()
