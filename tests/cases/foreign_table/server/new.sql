create foreign data wrapper plain;
create server far foreign data wrapper plain;
create server other foreign data wrapper plain; create foreign table remote (id int) server other; comment on foreign table remote is 'x'; grant select on remote to app_reader;
