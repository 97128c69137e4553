create table t (id int primary key, b text default 'x');
