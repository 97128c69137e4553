create schema a;
create table a.t (id int primary key, v text);
create index t_v on a.t (v);
