create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id int options (b '3', c '4')) server far;
