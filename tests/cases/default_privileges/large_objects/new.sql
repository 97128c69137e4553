alter default privileges for role app_owner grant select, update on large objects to app_writer;
