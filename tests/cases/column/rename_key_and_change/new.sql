create table t (key int primary key, a text default 'x');
create table u (t int references t (key));
