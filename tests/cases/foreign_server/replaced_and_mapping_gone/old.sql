create foreign data wrapper w;
create server s type 't' foreign data wrapper w;
create user mapping for app_reader server s;
create user mapping for app_writer server s options (user 'x');
create foreign table far (a int) server s;
