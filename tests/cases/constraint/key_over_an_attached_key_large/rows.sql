insert into visits values (1, 'north'), (2, 'north');
