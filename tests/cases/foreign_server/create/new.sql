create foreign data wrapper plain;
create server far type 't' version '1.2' foreign data wrapper plain options (host 'db', "Port" '5');
comment on server far is 'there';
grant usage on foreign data wrapper plain to app_owner;
alter server far owner to app_owner;
grant usage on foreign server far to app_reader;
