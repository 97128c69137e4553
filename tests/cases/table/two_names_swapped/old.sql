create table a(x int primary key);
create table b(y text);
create index i on b(y);
create table c(x int references a);
