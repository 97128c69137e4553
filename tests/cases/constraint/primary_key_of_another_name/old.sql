create table t (id int primary key, a int);
create table u (t int references t);
create table l (id int primary key, a int not null);
