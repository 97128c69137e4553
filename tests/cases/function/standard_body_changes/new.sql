create function zz() returns int language sql return 2;
create function uses() returns int language sql return (select min(n) from a);
