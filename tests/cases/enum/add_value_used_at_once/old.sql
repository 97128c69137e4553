create type status as enum ('new');
create table orders (id int primary key, status status default 'new');
