alter default privileges grant select, insert on tables to app_reader, app_writer with grant option;
alter default privileges revoke usage on types from public;
