create schema x; create function x.g(a int) returns int language sql as 'select a'; create table t (id int primary key, n int default x.g(1), check (x.g(n) > 0));
