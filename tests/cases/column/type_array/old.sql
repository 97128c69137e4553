create table t (id int primary key, tags text[] default '{}');
