insert into kept values (1, 'a', 'b', 'b', 'c');
insert into dropped values (1, 'b');
