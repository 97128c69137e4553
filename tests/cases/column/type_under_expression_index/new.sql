create table t (id int primary key, a text);
create index t_lower on t (lower(a)) where a <> '';
