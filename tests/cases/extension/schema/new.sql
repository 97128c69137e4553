create schema ext;
create extension citext schema ext;
create table people (email ext.citext primary key);
