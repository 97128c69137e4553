create table u (id int primary key);
