create table t (id int); create sequence s; create table u (k int default nextval($$s$$)); alter sequence s owned by u.k; create sequence free owned by t.id;
