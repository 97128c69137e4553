create foreign data wrapper plain;
create server far foreign data wrapper plain;
create schema s; create foreign table s.away (id int constraint remote_id_check check (id > 1)) server far;
