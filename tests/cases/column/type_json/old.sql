create table t (id int primary key, a json default '{}', b text default '[]');
