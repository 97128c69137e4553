create table t (id int, a int, constraint known_by primary key (id) include (a));
create table u (t int references t);
create table l (id int not null, a int, constraint known_by_a primary key (a));
