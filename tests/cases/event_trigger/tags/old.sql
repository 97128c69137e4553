create event trigger a on ddl_command_end when tag in ('CREATE TABLE') execute function logs();
