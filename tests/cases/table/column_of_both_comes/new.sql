create table g(a bigint, b text default 'g' not null, z int);
create table p(c int) inherits (g);
create table q(d int) inherits (g);
create table k(e int, z int default 3) inherits (p, q);
create view v as select * from k;
create index i on k(a);
