create event trigger a on ddl_command_start execute function logs();
