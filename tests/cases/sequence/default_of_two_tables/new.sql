create sequence s; create table t (a int); create table u (a int default nextval('s'));
