insert into tied values (1, 'y');
