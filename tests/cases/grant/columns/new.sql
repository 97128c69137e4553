create table t (a int, b int, "c d" int);
grant select (a), update ("c d") on t to app_reader;
grant select (b) on t to public;
