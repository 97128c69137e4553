create table t (id int primary key, a int not null default 7, b text, c text[] default '{}');
