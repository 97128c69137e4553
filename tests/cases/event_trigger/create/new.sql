create event trigger a on ddl_command_end execute function logs();
create event trigger b on sql_drop when tag in ('DROP TABLE', 'ALTER TABLE') execute function tells();
alter event trigger b disable;
comment on event trigger b is 'b';
create table t (id int primary key);
