create type grade as enum ('c', 'a');
create table kept (id int primary key, now grade default 'c', turned text default 'b', called grade default 'a');
