create foreign table remote (a int) server far; alter foreign table remote owner to app_owner;
