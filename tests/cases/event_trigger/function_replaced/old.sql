create function more(x int) returns int language sql as 'select 1'; create event trigger a on sql_drop execute function logs();
