create table t (id int primary key, a bigint);
grant select (a), update (id) on t to app_reader;
