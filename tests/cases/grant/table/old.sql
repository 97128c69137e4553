create table t (a int, b int);
grant select on t to app_reader;
grant all on t to app_admin;
