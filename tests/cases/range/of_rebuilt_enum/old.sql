create type e as enum('a','b','c');
create type r as range (subtype=e);
create table t(id int, z r);
