create table c (id int primary key);
create table b (a int constraint link references c);
