create extension citext;
create table t(c citext unique, d text);
create extension hstore;
create table u(h hstore);
