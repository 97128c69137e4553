-- The server and this database on one line.
SELECT pg_catalog.current_setting('server_version') AS version,
       extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.pg_postmaster_start_time())::float8 AS up_seconds,
       pg_catalog.pg_is_in_recovery() AS is_replica,
       pg_catalog.pg_database_size(d.oid) AS size_bytes,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.backend_type = 'client backend') AS connections,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity a WHERE a.state = 'active' AND a.pid <> pg_catalog.pg_backend_pid()) AS active,
       pg_catalog.current_setting('max_connections')::integer - pg_catalog.current_setting('superuser_reserved_connections')::integer AS connection_limit,
       round(100.0 * s.blks_hit / nullif(s.blks_hit + s.blks_read, 0), 2)::float8 AS hit_percent,
       s.deadlocks,
       s.temp_bytes,
       s.xact_commit AS commits,
       s.xact_rollback AS rollbacks,
       round((100.0 * pg_catalog.age(d.datfrozenxid) / 2146483647)::numeric, 1)::float8 AS wraparound_percent
  FROM pg_catalog.pg_database d
  JOIN pg_catalog.pg_stat_database s ON s.datid = d.oid
 WHERE d.datname = pg_catalog.current_database()
