create event trigger a on ddl_command_end execute function logs(); alter event trigger a enable always; comment on event trigger a is 'x';
