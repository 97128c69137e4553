create table t (id int primary key, a jsonb default '{}', b jsonb default '[]');
