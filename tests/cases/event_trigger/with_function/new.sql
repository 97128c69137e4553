create function mine() returns event_trigger language plpgsql as 'begin end'; create event trigger a on ddl_command_end execute function mine();
