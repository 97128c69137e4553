create table t (id int primary key, a text default '5', b text default 'true', c text);
