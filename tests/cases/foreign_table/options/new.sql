create foreign table remote (a int) server far options (path 'c', other 'it''s');
