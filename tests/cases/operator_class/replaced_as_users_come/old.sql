CREATE OPERATOR CLASS falling FOR TYPE integer USING btree AS OPERATOR 1 >, OPERATOR 3 =, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE TABLE scores (id integer PRIMARY KEY, points bigint);
CREATE TABLE matches (id integer PRIMARY KEY);
