create table t (id int primary key, a int);
create table u (t int references t);
