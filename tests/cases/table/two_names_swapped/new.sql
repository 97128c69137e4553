create table b(x int primary key);
create table a(y text);
create index i on a(y);
create table c(x int references b);
