create function f(int) returns bigint immutable language sql as 'select $1::bigint';
create table h(x int) partition by range (f(x));
create table h1 partition of h for values from (1) to (2);
