create type e as enum('a','b','c');
create table t(id int, x e default 'a') partition by range(id);
create table ta partition of t for values from (0) to (10);
create index on t(x);
create unique index on t(id,x) where x='a';
