create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id int check (id > 1)) server far;
