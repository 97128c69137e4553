create operator family twice using btree; create operator family twice using hash;
create operator class twice for type int using btree family twice as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(int, int);
create operator class twice for type int using hash family twice as operator 1 =, function 1 hashint4(int);
