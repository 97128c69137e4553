create event trigger a on ddl_command_start when tag in ('DROP TABLE', 'CREATE TABLE') execute function tells();
