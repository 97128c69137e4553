create foreign data wrapper w handler file_fdw_handler validator file_fdw_validator; create server far foreign data wrapper w; create foreign table remote (a int) server far options (filename '/x');
