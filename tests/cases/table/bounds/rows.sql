insert into reading values (1, 1), (9, 2), (16, 3), (70, 5);
