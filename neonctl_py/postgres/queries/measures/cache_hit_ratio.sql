select '' as subject, (100.0 * blks_hit / (blks_hit + blks_read))::float8,
       format('%%s of %%s blocks were not there', blks_read, blks_hit + blks_read)
  from pg_stat_database
 where datname = current_database() and blks_hit + blks_read >= greatest(%(min_blocks)s, 1)
