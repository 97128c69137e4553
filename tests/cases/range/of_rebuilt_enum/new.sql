create type e as enum('c','b','a');
create type r as range (subtype=e);
create table t(id int, z r);
