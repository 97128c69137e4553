create table g(a int, b text);
create table p(c int) inherits (g);
create table q(d int) inherits (g);
create table k(e int) inherits (p, q);
create view v as select * from k;
create index i on k(a);
