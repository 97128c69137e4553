create table t (id int, k int); create table u (k int); create sequence s owned by t.id; create sequence free; create sequence goes owned by t.k;
