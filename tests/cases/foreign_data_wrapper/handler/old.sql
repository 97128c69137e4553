create foreign data wrapper w; create server far foreign data wrapper w; create foreign table remote (a int) server far;
