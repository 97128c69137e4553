create schema x;
create table x.a (id int primary key);
create table a (id int primary key);
create table b (a int constraint link references a);
