create foreign table remote (a int) server far options (path 'a', more 'b');
