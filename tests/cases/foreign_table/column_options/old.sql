create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id int options (a '1', b '2')) server far;
