create table a (id int primary key, n int, m int);
create table b (id int primary key);
create function twice(n int) returns int language sql immutable return n * 2;
create function later() returns bigint language sql begin atomic select count(*) from a join b using (id) where twice(a.m) > 2; end;
