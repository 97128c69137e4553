create type status as enum ('b', 'd');
create table orders (id int primary key, status status default 'b');
