create type state as enum ('new', 'paid');
create table orders (id int primary key, status state default 'new', list state[]);
