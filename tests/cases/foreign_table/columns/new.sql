create foreign data wrapper plain;
create server far foreign data wrapper plain;
create foreign table remote (id bigint, label text default 'x' not null, fresh int options (a 'b')) server far options (path '/b', mode 'r');
alter foreign table remote add constraint fine check (id > 0);
