insert into orders values (1, 'north'), (2, 'north');
