select '' as subject, (100.0 * sum(idx_blks_hit) / sum(idx_blks_hit + idx_blks_read))::float8,
       format('%%s of %%s blocks were not there', sum(idx_blks_read), sum(idx_blks_hit + idx_blks_read))
  from pg_statio_user_indexes
having sum(idx_blks_hit + idx_blks_read) >= greatest(%(min_blocks)s, 1)
