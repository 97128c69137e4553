select format('%%I.%%I', schemaname, relname) as subject,
       (100.0 * seq_scan / (seq_scan + coalesce(idx_scan, 0)))::float8,
       format('%%s of %%s scans, about %%s rows', seq_scan, seq_scan + coalesce(idx_scan, 0), n_live_tup)
  from pg_stat_user_tables
 where n_live_tup >= %(min_rows)s and seq_scan + coalesce(idx_scan, 0) >= greatest(%(min_scans)s, 1)
 order by 1
