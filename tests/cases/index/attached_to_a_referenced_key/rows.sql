insert into orders values (1, 'north');
insert into letters values (1, 'north');
