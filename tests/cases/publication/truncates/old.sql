create table t (a int); create publication feed for table t with (publish = 'truncate');
