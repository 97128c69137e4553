create function zz() returns int language sql return 1;
create function uses() returns int language sql return zz() + (select max(n) from a);
