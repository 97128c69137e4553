create foreign data wrapper plain;
create server far foreign data wrapper plain;
create user mapping for app_reader server far options ("user" 'u', password 'p'); create user mapping for public server far;
