create function less(int, int) returns boolean language sql immutable as 'select $1 < $2';
create operator <<< (function = less, leftarg = int, rightarg = int, restrict = scalarltsel, merges);
create operator class odd for type int using btree as operator 1 <<<, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int);
