-- Distinct pages that were read within the last so many minutes, against the room of Neon's local file cache.
SELECT w.working_set_bytes > w.cache_bytes AS hurts, w.*
  FROM (
    SELECT v.within,
           EXTENSION.approximate_working_set_size_seconds(v.seconds)::bigint * 8192 AS working_set_bytes,
           pg_catalog.pg_size_bytes(pg_catalog.current_setting('neon.file_cache_size_limit')) AS cache_bytes
      FROM (VALUES ('1 minute', 60), ('5 minutes', 300), ('15 minutes', 900), ('1 hour', 3600)) AS v(within, seconds)
  ) w
 ORDER BY w.working_set_bytes
