create table people (id int primary key, name text);
create table log (id int, at timestamptz default now());
create view v as select id, name from people;
