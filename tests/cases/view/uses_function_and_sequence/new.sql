create sequence s; create function f(x int) returns bigint language sql as 'select $1::bigint'; create view v as select f(1) as a, nextval('s') as n;
