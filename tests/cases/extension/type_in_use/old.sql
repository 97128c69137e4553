create extension hstore;
create table bags (id int primary key, stuff hstore default ''::hstore, other text);
