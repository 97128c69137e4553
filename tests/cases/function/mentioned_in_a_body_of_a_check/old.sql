create table orders (id integer primary key, status text);
insert into orders values (1, 'open');
