create table a (id int primary key);
create index idx on a (id);
create table b (id int primary key);
