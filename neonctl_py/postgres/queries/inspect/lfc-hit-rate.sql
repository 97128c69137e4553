-- Neon's local file cache, the second level under shared buffers.
SELECT coalesce(f.hit_percent < 99 AND f.misses > 10000, false) AS hurts, f.*
  FROM (
    SELECT max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_hits') AS hits,
           max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_misses') AS misses,
           round(100.0 * max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_hits')
                 / nullif(max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_hits')
                        + max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_misses'), 0), 2)::float8 AS hit_percent,
           max(l.lfc_value) FILTER (WHERE l.lfc_key = 'file_cache_writes') AS writes
      FROM EXTENSION.neon_get_lfc_stats() AS l(lfc_key, lfc_value)
  ) f
