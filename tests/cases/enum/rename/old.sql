create type status as enum ('new', 'paid');
create table orders (id int primary key, status status default 'new', list status[]);
