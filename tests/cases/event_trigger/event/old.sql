create event trigger a on sql_drop execute function logs();
