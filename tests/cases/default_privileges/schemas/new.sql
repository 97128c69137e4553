alter default privileges for role app_owner grant usage on schemas to app_reader;
