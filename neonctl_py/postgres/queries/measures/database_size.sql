select '' as subject, pg_database_size(current_database())::float8, pg_size_pretty(pg_database_size(current_database()))
