create table a (id int primary key, b int unique);
create table b (id int primary key references a (b), a int references a);
