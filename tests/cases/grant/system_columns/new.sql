create table t (a int, b int);
grant select (a, xmin, tableoid), update (ctid) on t to app_reader;
