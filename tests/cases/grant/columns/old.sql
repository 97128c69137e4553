create table t (a int, b int, "c d" int);
grant select (a, b), insert (a) on t to app_reader;
