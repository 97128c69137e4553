create event trigger a on sql_drop execute function logs(); comment on event trigger a is 'tells';
