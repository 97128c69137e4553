alter default privileges for role app_owner grant select on sequences to app_reader;
alter default privileges for role app_owner in schema public grant usage on types to app_admin;
