create foreign data wrapper plain;
create server far type 'x' foreign data wrapper plain;
create foreign table t (id int) server far; create user mapping for public server far options ("user" 'u');
