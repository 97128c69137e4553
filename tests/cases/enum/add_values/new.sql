create type status as enum ('a', 'b', 'c', 'd', 'e');
create table orders (id int primary key, status status default 'b');
