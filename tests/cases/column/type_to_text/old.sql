create table t (id int primary key, a int default 5, b boolean default true, c uuid);
