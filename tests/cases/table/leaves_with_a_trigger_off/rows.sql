insert into visits_north values (1, 'north');
