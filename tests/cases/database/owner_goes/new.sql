alter database d owner to app_owner;
