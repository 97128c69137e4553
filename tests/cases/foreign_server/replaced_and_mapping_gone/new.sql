create foreign data wrapper w;
create server s foreign data wrapper w;
create user mapping for app_writer server s options (user 'y');
create foreign table far (a int) server s;
