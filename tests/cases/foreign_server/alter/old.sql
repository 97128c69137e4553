create foreign data wrapper plain;
create server far version '1' foreign data wrapper plain options (host 'db', port '5');
