create table orders (id int primary key, status text not null default 'new');
