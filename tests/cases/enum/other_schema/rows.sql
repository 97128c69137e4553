insert into b.orders values ('x', 't');
