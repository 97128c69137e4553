create table t (id int primary key, tags varchar(20)[] default '{}');
