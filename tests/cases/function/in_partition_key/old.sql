create function f(int) returns int immutable language sql as 'select $1';
create table h(x int) partition by range (f(x));
create table h1 partition of h for values from (1) to (2);
