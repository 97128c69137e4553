create schema sales;
grant usage on schema sales to app_reader;
