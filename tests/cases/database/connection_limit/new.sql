alter database d connection limit 7;
