-- rows that were ever inserted, updated or deleted in the database, as the statistics know it
select ''::text, (tup_inserted + tup_updated + tup_deleted)::float8, ''::text
  from pg_stat_database
 where datname = current_database()
