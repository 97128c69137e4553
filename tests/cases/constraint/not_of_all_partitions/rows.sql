insert into visits values (1, 'north', 'a'), (2, 'south', 'b');
