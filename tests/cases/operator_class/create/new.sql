create function less(int, int) returns boolean language sql immutable as 'select $1 < $2';
create function most(int, int) returns int language sql immutable as 'select btint4cmp($2, $1)';
create operator class backwards for type int using btree as
  operator 1 > (int, int), operator 2 >= (int, int), operator 3 = (int, int), operator 4 <= (int, int), operator 5 < (int, int), function 1 most(int, int);
comment on operator class backwards using btree is 'desc'; alter operator class backwards using btree owner to app_owner;
create operator family loose using hash;
create table t (a int); create index t_a_idx on t (a backwards);
