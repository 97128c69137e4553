create schema sales;
grant usage, create on schema sales to app_writer with grant option;
grant usage on schema sales to app_reader;
