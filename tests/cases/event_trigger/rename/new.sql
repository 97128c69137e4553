create event trigger "B b" on ddl_command_end execute function logs();
