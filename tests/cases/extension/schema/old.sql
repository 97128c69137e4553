create schema ext;
create extension citext;
create table people (email citext primary key);
