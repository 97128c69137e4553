create foreign table remote (a int, b int) server far;
