insert into people values (1, 'ann'), (2, 'bob');
