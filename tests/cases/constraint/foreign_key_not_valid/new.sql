create table a (id int primary key);
create table b (a int constraint b_a references a);
