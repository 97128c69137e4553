create table a (id int primary key, x int unique);
create table b (a int references a on delete set null on update cascade, x int references a (x), y int constraint y_a references a on delete set default);
