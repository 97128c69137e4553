create table t (a int, b int);
grant update (a, b) on t to app_reader;
grant insert on t to app_reader;
