create table t (id int not null default 1, at date); create sequence s owned by t.id;
