create foreign table remote (a int) server far;
