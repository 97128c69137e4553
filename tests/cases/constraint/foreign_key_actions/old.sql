create table a (id int primary key, x int unique);
create table b (a int references a, x int references a (x) on delete cascade, y int constraint y_a references a on update set null);
