CREATE OPERATOR CLASS falling FOR TYPE integer USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE TYPE countdown AS RANGE (SUBTYPE = integer, SUBTYPE_OPCLASS = falling);
CREATE TABLE scores (id integer PRIMARY KEY, points bigint);
CREATE TABLE matches (id integer PRIMARY KEY);
CREATE INDEX scores_falling ON scores ((points::integer) falling);
CREATE INDEX matches_falling ON matches (id falling);
CREATE TABLE ages (age integer NOT NULL) PARTITION BY RANGE (age falling);
