create foreign data wrapper plain;
create server far foreign data wrapper plain options (host 'db2', dbname 'x');
