create type status as enum ('new');
revoke usage on type status from public;
grant usage on type status to app_writer with grant option;
