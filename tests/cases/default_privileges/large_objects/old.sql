alter default privileges for role app_owner grant select on large objects to app_reader;
