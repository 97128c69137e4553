create table t (id int primary key, a varchar(10));
create index t_lower on t (lower(a)) where a <> '';
