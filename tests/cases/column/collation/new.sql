create table t (id int primary key, a text, b text collate "POSIX");
create index t_a on t (a);
