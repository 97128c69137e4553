create table a (id int primary key);
create table c (id int primary key);
create table b (a int constraint link references a);
