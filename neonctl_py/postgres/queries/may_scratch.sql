-- May temporary objects be made here? Not without TEMP on the database, nor on a standby, nor where all is read-only.
SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')
   AND NOT pg_catalog.pg_is_in_recovery()
   AND pg_catalog.current_setting('transaction_read_only') = 'off'
