create function less(int, int) returns boolean language sql immutable as 'select $1 < $2';
create function most(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)';
create operator class backwards for type int using btree as
  operator 1 > (int, int), operator 2 >= (int, int), operator 3 = (int, int), operator 4 <= (int, int), operator 5 < (int, int), function 1 most(int, int);
