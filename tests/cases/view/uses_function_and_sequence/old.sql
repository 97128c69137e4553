create sequence s; create function f(int) returns int language sql as 'select $1'; create view v as select f(1) as a, nextval('s') as n;
