create sequence s; create table t (id int not null default nextval($$s$$), at date) partition by range (id); alter sequence s owned by t.id;
