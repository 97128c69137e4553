-- ids are used up at 2^31; multixacts have a counter of their own
select datname::text as subject, (100.0 * greatest(age(datfrozenxid), mxid_age(datminmxid)) / 2147483648)::float8,
       format('the oldest row is %%s transactions old', age(datfrozenxid))
  from pg_database where datallowconn
 order by 1
