-- Every database of the server that we may connect to, templates left out.
SELECT false AS hurts,
       d.datname AS database,
       pg_catalog.pg_database_size(d.oid) AS size_bytes,
       pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       s.numbackends AS connections,
       s.xact_commit AS commits,
       s.xact_rollback AS rollbacks,
       s.deadlocks,
       s.temp_bytes
  FROM pg_catalog.pg_database d
  LEFT JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
 WHERE NOT d.datistemplate AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')
 ORDER BY 3 DESC, 2
