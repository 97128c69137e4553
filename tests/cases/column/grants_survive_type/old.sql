create table t (id int primary key, a int);
grant select (a), update (id) on t to app_reader;
