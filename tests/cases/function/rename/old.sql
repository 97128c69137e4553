create function f(a int) returns int language sql as 'select a'; create table t (id int primary key, n int default f(1), check (f(n) > 0));
