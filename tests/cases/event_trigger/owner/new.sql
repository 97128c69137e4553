create event trigger a on sql_drop execute function logs(); alter event trigger a owner to app_superuser;
