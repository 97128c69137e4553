create type status as enum ('new');
grant usage on type status to app_reader;
