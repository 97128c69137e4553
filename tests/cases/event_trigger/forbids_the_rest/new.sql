create table t(a bigint);
create function ef() returns event_trigger language plpgsql as $$begin raise exception 'no';
end$$;
create event trigger et on ddl_command_end execute function ef();
