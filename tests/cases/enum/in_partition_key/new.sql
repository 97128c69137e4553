create type e as enum('a','c','b');
create table t(id int, x e) partition by list(x);
create table ta partition of t for values in ('a');
create table tb partition of t default;
