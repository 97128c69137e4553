create table t (id int primary key, a int, b varchar(10), c numeric(8,2), d timestamp);
create index t_b on t (b);
