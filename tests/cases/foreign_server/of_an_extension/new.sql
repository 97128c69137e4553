create extension postgres_fdw;
create server far foreign data wrapper postgres_fdw options (host 'db');
create user mapping for app_reader server far options (user 'r', password 'p''w');
create foreign table t (id int options (column_name 'x')) server far options (table_name 'tt');
