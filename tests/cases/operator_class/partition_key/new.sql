create function zz_order(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)';
create operator class zz_order for type int using btree as
  operator 1 > (int, int), operator 2 >= (int, int), operator 3 = (int, int), operator 4 <= (int, int), operator 5 < (int, int), function 1 zz_order(int, int);
create table aa (a int) partition by range (a zz_order);
create table zz_order (a int) partition by range (a zz_order);
create table zz_order_1 partition of zz_order for values from (10) to (1);
create table plain (a int);
