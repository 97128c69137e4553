create domain price as int;
revoke all on type price from public;
grant usage on type price to app_reader;
