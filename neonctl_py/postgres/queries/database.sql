-- Every database that people use, with the settings that hold for all its roles.
SELECT d.datname,
       d.datdba,
       s.setconfig,
       d.datconnlimit,
       pg_catalog.shobj_description(d.oid, 'pg_database')
  FROM pg_catalog.pg_database d
  LEFT JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid AND s.setrole = 0
 WHERE NOT d.datistemplate AND d.datallowconn
