insert into visits values (1, 'north', 2), (2, 'south', 3);
insert into arms values (1, 2, 3);
